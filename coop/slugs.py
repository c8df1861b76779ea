from django.db.models import Model
from django.utils.text import slugify


def free_slug(model: type[Model], text: str) -> str:
    """A slug of `text` that no row of `model` has; the unique column still decides."""
    slug = slugify(text.replace("ß", "ss"))[:40] or model._meta.model_name or "row"
    taken = set(model._default_manager.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(each for each in [slug, *(f"{slug}-{number}" for number in range(2, 10_000))] if each not in taken)
