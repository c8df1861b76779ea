"""Text about a drop, ready to be copied: to a post, and to a newspaper."""

from coop.phrases import count_words, zone_words

from .on_sale import OnSale


def post(sale: OnSale, link: str) -> str:
    """For a post, a message or a story: four lines."""
    capsule = sale.capsule
    lines = [f"{capsule.title}: {capsule.tagline}", _terms(sale), f"{sale.days_said}.", link]
    return "\n".join(line for line in lines if line)


def _terms(sale: OnSale) -> str:
    pieces = f"{count_words(sale.capsule.edition_size, 'piece', 'pieces')}, made once."
    return f"{pieces} {sale.price[0].upper()}{sale.price[1:]}." if sale.is_buyable and sale.prices else pieces


def release(sale: OnSale, link: str) -> str:
    """For a newspaper or a shop: what it is, who made it, what it costs, when and how it is sold."""
    capsule, node = sale.capsule, sale.show.node
    variants = ", ".join(variant.name for variant in sale.show.variants)
    facts = [
        ("Title", capsule.title),
        ("Maker", f"{capsule.maker}, {capsule.maker.craft}"),
        ("What it is", f"{capsule.thing.capitalize()}{f', in {variants}' if variants else ''}"),
        ("Edition", count_words(capsule.edition_size, "numbered piece", "numbered pieces")),
        ("Price", sale.price_range if sale.show.variants else ""),
        ("Preorders", f"{sale.opens} to {sale.closes}, {zone_words(node.city, node.zone, capsule.opens_at)}"),
        ("Ready by", sale.available_day if sale.is_buyable else ""),
        ("Made at", f"{node}, {node.city}"),
        *((fact.name, fact.words) for fact in sale.show.facts),
    ]
    told = "\n".join(f"{name}: {words}" for name, words in facts if words)
    return "\n\n".join(part for part in (capsule.tagline, capsule.story.strip(), told, link) if part)
