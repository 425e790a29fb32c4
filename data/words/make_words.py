"""Makes words.txt from jieba's dictionary: `python3 make_words.py path/to/dict.txt > words.txt`.

The dictionary lies in the source of the crate jieba-rs (src/data/dict.txt). Each of its lines is a word, its
frequency and its part of speech, of which we need the first two. Sorted by bytes, the table can be searched
as it is.
"""

import sys

with open(sys.argv[1], encoding="utf-8") as lines:
    words = {word: frequency for word, frequency, *_ in map(str.split, lines)}
for word in sorted(words, key=str.encode):
    sys.stdout.write(f"{word} {words[word]}\n")
