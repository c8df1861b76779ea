# Coop for more than one machine: the same image is web, worker and beat (compose.yaml says how).
FROM node:22-slim AS typefaces
WORKDIR /srv/coop
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 COOP_FOLDER=/srv/coop/.coop
WORKDIR /srv/coop
COPY requirements.txt ./
RUN pip install --no-cache-dir --only-binary :all: -r requirements.txt
COPY --from=typefaces /srv/coop/node_modules node_modules
COPY . .
RUN useradd --system coop && mkdir -p .coop/media \
    && HTTPS=off python manage.py collectstatic --no-input --verbosity 0 \
    && rm -f .coop/secret_key && chown -R coop .coop
USER coop
EXPOSE 8000
CMD ["gunicorn", "-c", "python:coop.gunicorn", "coop.wsgi"]
