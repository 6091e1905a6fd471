# SPDX-License-Identifier: MIT OR Apache-2.0
"""Small ways to break C: which parts of a source can be replaced, and by what.

Sources are read as tokens in clang-format's layout. A token mistaken for an operator gives a
mutant that does not compile, which the caller skips. Left out are values that cannot be wrong:
sizes of arrays and allocations that may be larger than needed, and the constants of TUNING.
"""
import re
from typing import NamedTuple

TOKEN = re.compile(r"""
    (?P<skip>/\*.*?\*/|//[^\n]*|\s+)
  | (?P<text>L?"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<directive>(?m:^)\#(?:\\\n|/\*.*?\*/|[^\n])*)
  | (?P<number>0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<mark><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
""", re.X | re.S)

OPERATORS = {
    "comparison": {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="},
    "arithmetic": {"+": "-", "-": "+", "*": "+", "/": "*", "%": "/", "++": "--", "--": "++",
                   "+=": "-=", "-=": "+=", "*=": "+=", "/=": "*="},
    "bits": {"&": "|", "|": "&", "^": "&", "<<": ">>", ">>": "<<", "&=": "|=", "|=": "&=",
             "^=": "|=", "<<=": ">>=", ">>=": "<<="},
    "logic": {"&&": "||", "||": "&&"},
}
KINDS = (*OPERATORS, "number", "operands", "condition", "statement", "jump")
KIND = {text: kind for kind, others in OPERATORS.items() for text in others}
# Those whose operands may be exchanged; of a comparison that is another one.
ORDERED = {"-", "/", "%", "<<", ">>"}
STEPS = {"++", "--"}
CONDITIONS = {"if", "while"}
JUMPS = {"return", "continue", "break"}
TYPES = {"bool", "char", "const", "int", "long", "short", "unsigned", "void"}
# What a statement that is not an expression may begin with.
OTHERS = TYPES | {"if", "else", "for", "while", "do", "switch", "case", "default", "goto",
                  "static", "struct", "enum", "_Static_assert"}
DEFINITION = re.compile(r"#\s*define\s+(\w+)(?:\([^)]*\))?[ \t]+")
# How long the encoder looks for better phrases, shapes and slots, what it starts from,
# and in which portions the reader adds widths up.
TUNING = {
    "lib/name.c": {"SUMMED"},
    "write/addresses/blocks.c": {"SLOPES"},
    "write/addresses/candidates.c": {"SHIFTS", "VALUES", "WINDOW_WIDTHS", "GAP_WIDTHS",
                                     "SIZE_WIDTHS", "PARTS"},
    "write/addresses/pages.c": {"PATIENCE", "SETTLINGS"},
    "write/names/dictionary.c": {"SMALL", "TINY", "LONG_NAME", "PAIRS_MIN", "PAIRS_MAX",
                                 "BYTES_A_PAIR", "THRIFT_MAX", "large", "count_mins",
                                 "entry_costs", "byte_costs"},
    "write/index/index.c": {"SEEDS", "SEEDS_PER_SIZE", "EXTRA_LEAST", "EXTRA_STEP"},
    "write/names/pairs.c": {"FIRST_CAPACITY", "FIRST_SLOTS"},
    "write/names/parse.c": {"NEAR", "CROSSING_BYTE", "CROSSING_MAX"},
    "write/names/vocabulary.c": {"UNSEEN_COST"},
}
ALLOCATORS = {"array_new", "realloc"}


class Token(NamedTuple):
    kind: str
    text: str
    start: int

    @property
    def end(self):
        return self.start + len(self.text)


class Mutation(NamedTuple):
    path: str
    start: int
    end: int
    new: str
    kind: str
    line: int
    before: str  # what is there now, with a little around it
    after: str

    def apply(self, text):
        return text[:self.start] + self.new + text[self.end:]

    def __str__(self):
        before, after = (" ".join(part.split()) for part in (self.before, self.after))
        return f"{self.path}:{self.line}: {before} -> {after}"


def tokens(text, offset=0):
    made = [Token(m.lastgroup, m[0], m.start() + offset) for m in TOKEN.finditer(text)]
    return [t for t in made if t.kind != "skip"]


def brackets(code):
    """From each bracket to the one that it belongs to."""
    match, opened = {}, []
    for i, token in enumerate(code):
        if token.text in ("(", "[", "{"):
            opened.append(i)
        elif token.text in (")", "]", "}"):
            match[i] = opened.pop()
            match[match[i]] = i
    return match


def around(code, i):
    """The range to show around a token."""
    return code[max(i - 2, 0)].start, code[min(i + 2, len(code) - 1)].end


def is_binary(code, i):
    """Whether there may be an operand on both sides."""
    if i == 0 or i + 1 == len(code):
        return False
    before = code[i - 1]
    if before.kind == "name":
        return not is_type(code, i - 1) and before.text != "return"
    return before.kind in ("number", "text") or before.text in (")", "]")


def is_type(code, i):
    return (code[i].text in TYPES or code[i].text.endswith("_t")
            or i > 0 and code[i - 1].text in ("struct", "enum"))


class Source:
    """The tokens of a file, and which brackets belong together."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.all = tokens(text)
        self.code = [t for t in self.all if t.kind != "directive"]
        self.match = brackets(self.code)

    def mutation(self, kind, start, end, new, first=None, last=None):
        """The change, shown with what stands from first to last."""
        first, last = first or start, last or end
        return Mutation(self.path, start, end, new, kind, self.text.count("\n", 0, start) + 1,
                        self.text[first:last],
                        self.text[first:start] + new + self.text[end:last])

    def places(self):
        """A list for each place, of the ways to break it."""
        tuned = list(self.tuned())
        ways = {}
        for mutation in (*self.in_definitions(), *self.in_tokens(self.code),
                         *self.conditions(), *self.statements()):
            if not any(first <= mutation.start < end for first, end in tuned):
                ways.setdefault((mutation.start, mutation.end), []).append(mutation)
        return [ways[place] for place in sorted(ways)]

    def tuned(self):
        """The ranges of the tables of TUNING."""
        names = TUNING.get(self.path, ())
        for i, token in enumerate(self.code):
            if token.text in names and self.code[i + 1].text in ("=", "["):
                first = next(k for k in range(i, len(self.code)) if self.code[k].text == "{")
                yield token.start, self.code[self.match[first]].end

    def in_definitions(self):
        for directive in self.all:
            head = DEFINITION.match(directive.text) if directive.kind == "directive" else None
            if head and head[1] not in TUNING.get(self.path, ()):
                body = directive.text[head.end():].replace("\\\n", "  ")
                yield from self.in_tokens(tokens(body, directive.start + head.end()))

    def in_tokens(self, code):
        match = brackets(code)
        roomy = set(self.rooms(code, match))
        for i, token in enumerate(code):
            if token.kind == "number":
                yield from self.number(code, i, (-1,) if i in roomy else (1, -1))
            elif token.text in KIND and (token.text in STEPS or is_binary(code, i)):
                kind = KIND[token.text]
                yield self.mutation(kind, token.start, token.end, OPERATORS[kind][token.text],
                                    *around(code, i))
                if token.text in ORDERED:
                    yield from self.exchanged(code, i)

    @staticmethod
    def rooms(code, match):
        """The tokens that say how large an array or an allocation is."""
        for i, token in enumerate(code[:-1]):
            following = code[i + 1].text
            if token.text in ALLOCATORS and following == "(":
                yield from range(i + 1, match[i + 1])
            elif following == "[" and i > 0 and (is_type(code, i - 1)
                                                 or code[i - 1].text == "*"):
                yield from range(i + 1, match[i + 1])
            elif token.text == "capacity" and following == "=":
                yield from range(i, next(k for k in range(i, len(code))
                                         if code[k].text == ";"))

    def number(self, code, i, steps):
        token = code[i]
        digits = re.match(r"0[xX][0-9a-fA-F]+|\d+", token.text)[0]
        suffix, value = token.text[len(digits):], int(digits, 0)
        for other in (value + step for step in steps):
            if other >= 0:
                new = hex(other) if digits[:2] in ("0x", "0X") else str(other)
                yield self.mutation("number", token.start, token.end, new + suffix,
                                    *around(code, i))

    def exchanged(self, code, i):
        """The operands of an operator, where both are names, members or numbers."""
        left, right = code[i - 1], code[i + 1]
        first, last = i - 1, i + 1
        while first > 1 and code[first - 1].text in ("->", ".") and (
                code[first - 2].kind == "name"):
            first -= 2
        while (last + 2 < len(code) and code[last + 1].text in ("->", ".")
               and code[last + 2].kind == "name"):
            last += 2
        if {left.kind, right.kind} <= {"name", "number"} and (
                last + 1 == len(code) or code[last + 1].text not in ("(", "[")):
            start, end = code[first].start, code[last].end
            operands = (self.text[code[i + 1].start:end], self.text[start:code[i - 1].end])
            yield self.mutation("operands", start, end,
                                f"{operands[0]} {code[i].text} {operands[1]}")

    def conditions(self):
        for i, token in enumerate(self.code):
            if token.text in CONDITIONS and self.code[i + 1].text == "(":
                start = self.code[i + 1].end
                end = self.code[self.match[i + 1]].start
                yield self.mutation("condition", start, end, f"!({self.text[start:end]})",
                                    token.start, end + 1)

    def statements(self):
        """Jumps, except at the end of a function, and expression statements."""
        depth, start = 0, None
        i = 0
        while i < len(self.code):
            text = self.code[i].text
            if text == "{" and self.is_body(i, depth):
                depth, start = depth + 1, i + 1
            elif text in ("(", "[", "{"):
                i = self.match[i]
            elif text == "}":
                depth, start = depth - 1, i + 1
            elif text == ":" and start is not None and self.code[start].text in ("case",
                                                                                 "default"):
                start = i + 1
            elif text == ";":
                if depth > 0 and start is not None and start < i:
                    yield from self.removed(start, i, depth)
                start = i + 1
            i += 1

    def is_body(self, i, depth):
        """Whether a brace opens a block and not an initialiser."""
        before = self.code[i - 1].text
        if before != ")":
            return before in ("else", "do", "{", "}", ";", ":")
        head = self.code[self.match[i - 1] - 1].text
        return depth == 0 or head in ("if", "for", "while", "switch")

    def removed(self, first, semicolon, depth):
        code = self.code
        word, start, end = code[first].text, code[first].start, code[semicolon].start
        declares = word in OTHERS or word.endswith("_t") or (
            code[first].kind == "name" and code[first + 1].kind == "name"
            and word not in JUMPS)
        if word in JUMPS and (depth > 1 or word != "return") or not (
                declares or word in JUMPS):
            # Lines keep their numbers, for code that prints them.
            yield self.mutation("jump" if word in JUMPS else "statement", start, end,
                                "\n" * self.text.count("\n", start, end), start, end + 1)
