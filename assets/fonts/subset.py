"""Makes NotoSansSC-Regular.ttf of this folder from the font as it is published. See README.md.

    python3 subset.py NotoSansSC_400Regular.ttf

The outlines are those of the source. Left out: characters not asked for, hinting, layout tables.
Added: raised figures, which the source lacks and units need (10⁶/mL), made of its own figures. Made
narrow: quotation marks and the middle dot, which are as wide as a Chinese character in the source and
tear English apart.
"""

import io
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import _g_l_y_f as glyf

HERE = pathlib.Path(__file__).parent

# Latin with its accents, Greek, Cyrillic, punctuation, signs and forms that records use.
RANGES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x1CD, 0x1DC), (0x2C6, 0x2DD), (0x370, 0x3FF), (0x400, 0x45F),
    (0x1E00, 0x1EFF), (0x2010, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x22FF), (0x2460, 0x2473),
    (0x25A0, 0x25FF), (0x2600, 0x2613), (0x2713, 0x2718), (0x3000, 0x303F), (0xFF00, 0xFFEF),
]

RAISED = dict(zip("⁰⁴⁵⁶⁷⁸⁹⁺⁻", "0456789+−")) | {"ⁿ": "n"}
SIZE, RISE = 0.62, 330

NARROW, MARGIN = "‘’“”·", 58


def main(source):
    font = TTFont(source)
    wanted = set((HERE / "characters.txt").read_text("utf-8")) - {"\n"}
    for first, last in RANGES:
        wanted |= {chr(code) for code in range(first, last + 1)}
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx"]
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=[ord(letter) for letter in wanted])
    chosen.subset(font)
    for raised, figure in RAISED.items():
        add_raised(font, raised, font.getBestCmap()[ord(figure)])
    for letter in NARROW:
        narrow(font, font.getBestCmap()[ord(letter)])
    # The moment of making is no part of the font: the same source gives the same bytes.
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    (HERE / "NotoSansSC-Regular.ttf").write_bytes(out.getvalue())


def add_raised(font, raised, base):
    part = glyf.GlyphComponent()
    part.glyphName = base
    part.x, part.y = 0, RISE
    part.transform = [[SIZE, 0], [0, SIZE]]
    part.flags = 0x0002 | 0x0004
    whole = glyf.Glyph()
    whole.numberOfContours = -1
    whole.components = [part]
    name = f"raised{ord(raised):04X}"
    font.setGlyphOrder(font.getGlyphOrder() + [name])
    font["glyf"].glyphs[name] = whole
    whole.recalcBounds(font["glyf"])
    width = round(font["hmtx"][base][0] * SIZE)
    font["hmtx"][name] = (width, whole.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            table.cmap[ord(raised)] = name


def narrow(font, name):
    glyph = font["glyf"][name]
    shift = MARGIN - glyph.xMin
    glyph.coordinates.translate((shift, 0))
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (glyph.xMax + MARGIN, MARGIN)


main(sys.argv[1])
