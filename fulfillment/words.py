"""How pieces are said. Pure: data in, words out."""


def numbers_words(numbers: list[int]) -> str:
    """ "No. 17", "No. 17 and No. 18", "No. 2 to 5", "No. 2, 4 and 7"."""
    numbers = sorted(numbers)
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"No. {numbers[0]} to {numbers[-1]}"
    if len(numbers) > 2:
        return f"No. {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    return " and ".join(f"No. {number}" for number in numbers)
