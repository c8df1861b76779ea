from django.db.models import Model
from django.utils.text import slugify


def free_slug(model: type[Model], text: str, *, column: str = "slug") -> str:
    """A slug of `text` that no row of `model` has in `column`; its being unique still decides."""
    slug = slugify(text.replace("ß", "ss"))[:40] or model._meta.model_name or "row"
    taken = set(model._default_manager.filter(**{f"{column}__startswith": slug}).values_list(column, flat=True))
    return next(each for each in [slug, *(f"{slug}-{number}" for number in range(2, 10_000))] if each not in taken)
