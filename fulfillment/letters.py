"""Mails, rendered from the rows at the moment in which they are sent.

`templates/mail/<kind>.txt` holds the subject in its first line, then the text. The HTML is
`<kind>.html` where a kind has one, else the same words set by `note.html`.
"""

import io
import re
import smtplib
from email.mime.image import MIMEImage
from functools import cache
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string

from .invitations import attach_invitation
from .letter_facts import facts_of
from .outcomes import Failed

LINK = re.compile(r"^(?P<label>[^\n]+?): (?P<url>https?://\S+)$")


def send_letter(notice, *, connection=None) -> None:
    """Send the mail that a notice owes. Raises Failed, and says whether trying again can help."""
    connection = connection or get_connection()
    message = letter_of(notice)
    message.connection = connection
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Failed(f"The mail server does not answer: {error}", nobody_there=True) from error
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        connection.close()
        codes = [code for code, _ in error.recipients.values()]
        raise Failed(f"The address was refused: {error.recipients}", for_good=min(codes) >= 500) from error
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        raise Failed(f"The mail server refused: {error}") from error


def letter_of(notice) -> EmailMultiAlternatives:
    facts = facts_of(notice)
    subject, _, text = render_to_string(f"mail/{notice.kind}.txt", facts).strip().partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
    message = EmailMultiAlternatives(
        subject=subject.strip(), body=text, to=[notice.to], headers=headers_of(notice, facts)
    )
    html = html_template(notice.kind).render({**facts, "subject": subject, "paragraphs": paragraphs_of(text)})
    message.attach_alternative(html, "text/html")
    if code := facts.get("code"):
        message.mixed_subtype = "related"
        message.attach(picture_of(code))
    attach_invitation(message, notice)
    return message


def headers_of(notice, facts: dict) -> dict[str, str]:
    headers = {
        "Message-ID": f"<{notice.uid}@{urlsplit(settings.PUBLIC_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    if leave := facts.get("leave_url"):
        # RFC 8058: mail programs show a button that leaves the list.
        headers |= {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


@cache
def html_template(kind: str):
    try:
        return get_template(f"mail/{kind}.html")
    except TemplateDoesNotExist:
        return get_template("mail/note.html")


def paragraphs_of(text: str) -> list[dict]:
    """The text's paragraphs; one that only names a link becomes a button: {"words"} or {"label", "url"}."""
    found = []
    for paragraph in text.strip().split("\n\n"):
        link = LINK.match(paragraph)
        found.append(link.groupdict() if link else {"words": paragraph})
    return found


def picture_of(code: str) -> MIMEImage:
    """The code as a QR picture that the letter shows by `cid:code`."""
    content = io.BytesIO()
    segno.make(code, error="m", micro=False).save(content, kind="png", scale=6, border=4)
    picture = MIMEImage(content.getvalue(), "png")
    picture.add_header("Content-ID", "<code>")
    picture.add_header("Content-Disposition", "inline", filename=f"pickup-code-{code}.png")
    return picture
