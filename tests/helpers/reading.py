"""How hard a text is to read."""

from __future__ import annotations

import re


def syllables(word: str) -> int:
    """Groups of vowels, less a silent final e; at least one. Right for about nine words in ten."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
    return max(1, groups - silent)


def grade(sentences: list[str]) -> float:
    """Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid 1975)."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)]
    per_sentence = len(words) / len(sentences)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def sentences(text: str) -> list[str]:
    """A text cut into its sentences."""
    return [part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if re.search(r"[A-Za-z]", part)]
