"""Writes the corpus that fuzzing begins with: whole files, and small ones that have misled
readers. Pictures in JPEG and WebP, which Python cannot write, are kept as they are.

Run in this folder: python3 corpus.py. Needs nothing but Python.
"""

import gzip
import io
import json
import os
import struct
import zipfile
import zlib


def write(name, content):
    name = os.path.join("corpus", name)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def packed(content):
    return gzip.compress(content, mtime=0)


def idx(dimensions, content, kind=8):
    return struct.pack(f">{1 + len(dimensions)}I", kind * 256 + len(dimensions), *dimensions) + bytes(content)


def npy(descr, shape, content, order="False", version=1):
    text = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + bytes(content)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(height, width, depth, colour, rows, before=b"", interlaced=0):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    pixels = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + pixels + chunk(b"IEND", b"")


def archive(files, method=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as file:
        for path, entry in files:
            file.writestr(zipfile.ZipInfo(path), entry, method)
    return content.getvalue()


def patched(content, magic, at, value):
    content = bytearray(content)
    start = content.index(magic) + at
    content[start : start + len(value)] = value
    return bytes(content)


# idx
images, labels = idx([2, 2, 2], range(8)), idx([2], [0, 1])
write("idx/images", images)
write("idx/labels", labels)
write("idx/images.gz", packed(images))
write("idx/labels.gz", packed(labels))
write("idx/colour", idx([2, 2, 2, 3], range(24)))
write("idx/none", idx([0, 2, 2], []))
write("idx/flat", idx([2, 0, 2], []))
write("idx/many", idx([0xFFFF_FFFF, 4096, 4096], [0] * 9))
write("idx/wide", idx([1, 100_000, 100_000], [0] * 9))
write("idx/integers", idx([2], [0] * 8, kind=12))
write("idx/header", images[:10])
write("idx/cut.gz", packed(images)[:-6])
write("idx/twice.gz", packed(images[:20]) + packed(images[20:]))
write("idx/after.gz", packed(images) + b"\0")

# Tables
write("table/numbers.csv", "a,b,y\n1,2.5,0\n-3,4e2,1\n5,6,1\n")
write("table/no-header.csv", "5.1,3.5,x\n4.9,3.0,x\n6.3,3.3,z\n")
write("table/texts.csv", 'n,"c, d",class\r\n1,"r ""q""",u\r\n2,"two\r\nlines",v\r\n3,b,u\r\n')
write("table/semicolons.csv", "\ufeffl;c;class\r\n1,5;red;b\r\n2,5;blue;a\r\n3;red;b\r\n")
write("table/tabs.tsv", "a\tb\ty\n1\t\t0\n\t2\t1\n3\tNA\t\n")
write("table/bars.txt", "a|y\n1|0\n2|1\n")
write("table/pixels.csv", "label,pixel0,pixel1,pixel2,pixel3\n0,10,,30,40\n1,20,60,10,0\n0,1,70,3,255\n")
write("table/numbered.csv", ",x,y\n0,1,0\n1,2,1\n2,3,0\n")
write("table/doubled.csv", "a,a,y,y\n1,2,0,1\n3,4,1,0\n")
write("table/packed.csv.gz", packed(b"a,y\n1,0\n2,1\n"))
write("table/open-quote.csv", 'a,b,y\n1,"2,0\n3,4,1\n')
write("table/ragged.csv", "a,b,y\n1,2,0\n1,2\n1,2,3,4\n")
write("table/empty-names.csv", ",,\n,,\n,,\n")
write("table/infinite.csv", "a,y\ninf,0\n1e39,1\n-nan,0\n1e-400,1\n")
write("table/latin.csv", "a,y\n".encode() + b"\xe9t\xe9,0\n\xff,1\n")
write("table/one-column.csv", "y\n0\n1\n")
write("table/breaks.csv", "\n\n\r\r\na,y\n\n1,0\n\n2,1")

# NumPy's arrays
u1, f4 = range(8), struct.pack("<8f", 0, 0.25, 0.5, 1, float("nan"), float("inf"), -0.0, 1e-45)
write("npy/bytes.npy", npy("|u1", "(2, 2, 2)", u1))
write("npy/reals.npy", npy("<f4", "(2, 4)", f4))
write("npy/doubles.npy", npy("<f8", "(2, 1, 2)", struct.pack("<4d", 0, 1e300, -1, 255)))
write("npy/big.npy", npy(">i4", "(2, 2, 1, 1)", struct.pack(">4i", 0, 1, 2, 255)))
write("npy/labels.npy", npy("<i8", "(2,)", struct.pack("<2q", 0, 1)))
write("npy/one-hot.npy", npy("<u2", "(2, 2)", struct.pack("<4H", 0, 1, 1, 0)))
write("npy/truths.npy", npy("|b1", "(2, 1, 2)", [0, 1, 2, 255]))
write("npy/first.npy", npy("|u1", "(1, 3, 2, 2)", range(12)))
write("npy/version-2.npy", npy("|u1", "(2, 2, 2)", u1, version=2))
write("npy/fortran.npy", npy("|u1", "(2, 2, 2)", u1, order="True"))
write("npy/packed.npy.gz", packed(npy("|u1", "(2, 2, 2)", u1)))
write("npy/scalar.npy", npy("|u1", "()", [1]))
write("npy/none.npy", npy("|u1", "(0, 2, 2)", []))
write("npy/none-huge.npy", npy("|u1", "(0, 9223372036854775807, 9223372036854775807)", []))
write("npy/huge.npy", npy("|u1", "(1, 100000, 100000)", [0] * 9))
write("npy/overflow.npy", npy("<f8", "(4294967296, 4294967296, 2)", [0] * 9))
write("npy/objects.npy", npy("|O", "(2,)", [0] * 16))
write("npy/records.npy", b"\x93NUMPY\x01\x00\x4b\x00{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }          \n")
write("npy/long-header.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr'")
write("npy/header.npy", b"\x93NUMPY\x01\x00\x20\x00{'descr")

# NumPy's archives
x, y = npy("|u1", "(2, 2, 2)", u1), npy("<i8", "(2,)", struct.pack("<2q", 0, 1))
write("npz/mnist.npz", archive([("x_train.npy", x), ("y_train.npy", y), ("x_test.npy", x), ("y_test.npy", y)]))
write("npz/stored.npz", archive([("x.npy", npy("<f4", "(2, 4)", f4)), ("y.npy", y)], zipfile.ZIP_STORED))
write("npz/classes.npz", archive([("cat.npy", x), ("dog.npy", x)]))
write("npz/numbered.npz", archive([("arr_0.npy", x)]))
write("npz/lonely.npz", archive([("y_train.npy", y)]))
write("npz/shapes.npz", archive([("x_train.npy", x), ("x_test.npy", npy("|u1", "(1, 3, 3)", range(9)))]))
write("npz/cut.npz", archive([("x.npy", x[:-3]), ("y.npy", y)]))

# Pictures
grey = png(2, 2, 8, 0, b"\0\x01\x02\0\x03\x04")
colour = png(2, 2, 8, 2, b"\0abcdef\0ghijkl")
write("picture/grey.png", grey)
write("picture/colour.png", colour)
write("picture/alpha.png", png(1, 2, 8, 6, b"\0abcdefgh"))
write("picture/deep.png", png(2, 1, 16, 0, b"\0ab\1cd"))
write("picture/bits.png", png(1, 9, 1, 0, b"\0\xaa\x80"))
palette = chunk(b"PLTE", b"abcdef") + chunk(b"tRNS", b"\x80")
write("picture/palette.png", png(1, 3, 8, 3, b"\0\0\1\0", palette))
write("picture/beyond-palette.png", png(1, 3, 8, 3, b"\0\0\1\7", palette))
write("picture/interlaced.png", png(2, 2, 8, 0, b"\0\1\0\2\0\3\4", interlaced=1))
# Packed text and a packed profile before the pixels: a megabyte and more, of next to nothing.
bomb = zlib.compress(bytes(3_000_000), 9)
write("picture/text-bomb.png", png(1, 1, 8, 0, b"\0\1", chunk(b"zTXt", b"k\0\0" + bomb)))
write("picture/profile-bomb.png", png(1, 1, 8, 0, b"\0\1", chunk(b"iCCP", b"k\0\0" + bomb)))
write("picture/pixel-bomb.png", png(9000, 9000, 8, 2, b"\0"))
write("picture/large.png", png(100_000, 100_000, 8, 2, b"\0"))
write("picture/nothing.png", png(0, 1, 8, 0, b"\0"))
write("picture/cut.png", colour[:60])
gif = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00"
    b"!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
write("picture/point.gif", gif)
write("picture/wide.gif", patched(gif, b"GIF89a", 6, b"\xff\xff\xff\xff"))
write("picture/outside.gif", patched(gif, b",", 1, b"\xff\x7f"))
write("picture/no-frame.gif", gif[:19] + b";")
write("picture/header.webp", b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\xff\xff\xff\x0f\0\0\0\0\0\0\0\0\0")
write("picture/extended.webp", b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\xff\xff\xff\xff\xff")

# Archives
write("zip/classes.zip", archive([("p/cat/1.png", colour), ("p/dog/1.png", grey), ("p/dog/2.gif", gif)]))
write("zip/parts.zip", archive([("Train/a/1.png", grey), ("Train/b/1.png", grey), ("Test/b/2.png", grey)]))
write("zip/table.zip", archive([("t.csv", "a,y\n1,0\n2,1\n"), ("README.md", "# A table\n")]))
write("zip/idx.zip", archive([("train-images", images), ("train-labels", labels)], zipfile.ZIP_STORED))
write("zip/nested.zip", archive([("a.npz", archive([("x.npy", x), ("y.npy", y)]))]))
deep = archive([("t.csv", "a,y\n1,0\n2,1\n")])
for _ in range(4):
    deep = archive([("in.zip", deep)])
write("zip/deep.zip", deep)
write("zip/none.zip", archive([]))
write("zip/folders.zip", archive([("a/", b""), ("a/b/", b""), ("__MACOSX/._x", b"\0"), (".hidden", b"x")]))
write("zip/names.zip", archive([("../../é/1.png", grey), ("c:\\x\\2.png", grey), ("/abs/3.png", grey)]))
write("zip/bomb.zip", archive([("zeros.csv", b"0,1\n" * 600_000)]))
two = archive([("t.csv", "a,y\n1,0\n2,1\n")])
large = struct.pack("<I", 0xFFFF_FFF0)
write("zip/says-much.zip", patched(patched(two, b"PK\x03\x04", 22, large), b"PK\x01\x02", 24, large))
write("zip/says-little.zip", patched(archive([("z.csv", b"0,1\n" * 600_000)]), b"PK\x01\x02", 24, b"\1\0\0\0"))
write("zip/secret.zip", patched(patched(two, b"PK\x03\x04", 6, b"\1\0"), b"PK\x01\x02", 8, b"\1\0"))
write("zip/many.zip", patched(two, b"PK\x05\x06", 8, b"\xff\xfe\xff\xfe"))
write("zip/other-method.zip", patched(patched(two, b"PK\x03\x04", 8, b"\x63\0"), b"PK\x01\x02", 10, b"\x63\0"))
write("zip/cut.zip", two[:-30])

# Models
def model(tensors, text):
    header, at = {"__metadata__": {"hearth": text if isinstance(text, str) else json.dumps(text)}}, 0
    for name, shape in sorted(tensors.items()):
        size = 4
        for side in shape:
            size *= side
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    header = json.dumps(header).encode()
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + bytes(at)


def said(samples, layers, scales=1, **changes):
    return {
        "version": 1,
        "position": {"step": 3, "iterations": 3, "sums": [0, 0, 0]},
        "input": {"classes": ["a", "b"], "samples": samples, "scaler": {"shift": [0.0] * scales, "factor": [1.0] * scales}},
        "experiment": {"version": 1, "model": {"layers": layers}, "optimizer": {"type": "Adam"}},
    } | changes


def with_slots(tensors):
    slots = {f"optimizer/{name}/{slot}": shape for name, shape in tensors.items() for slot in ("momentum", "velocity")}
    return tensors | slots


column = {"name": "x", "kind": {"type": "number"}}
category = {"name": "c", "kind": {"type": "category", "values": ["u", "v"]}}
row = {"type": "row", "columns": [column, category], "fills": [0.5, 0]}
dense = [{"type": "Dense", "units": 2, "activation": "softmax"}]
rows = with_slots({"dense/kernel": [3, 2], "dense/bias": [2]})
rows_model = model(rows, said(row, dense, 3))
write("model/rows.safetensors", rows_model)
picture = {"type": "picture", "loaded": [6, 6, 3], "shape": [4, 4, 1]}
convolution = [{"type": "Conv2D", "filters": 2, "kernel_size": 3}, {"type": "Flatten"}, *dense]
pictures = {"conv2d/kernel": [3, 3, 1, 2], "conv2d/bias": [2], "dense/kernel": [8, 2], "dense/bias": [2]}
write("model/pictures.safetensors", model(with_slots(pictures), said(picture, convolution)))
write("model/no-slots.safetensors", model(pictures, said(picture, convolution)))
write("model/cut.safetensors", rows_model[:-1])
write("model/header.safetensors", rows_model[:40])
write("model/no-text.safetensors", model(rows, ""))
write("model/version-2.safetensors", model(rows, said(row, dense, 3, version=2)))
write("model/long-header.safetensors", struct.pack("<Q", 1 << 63) + rows_model[8:])
huge = {"type": "picture", "loaded": [6, 6, 3], "shape": [1 << 40, 1 << 40, 3]}
write("model/huge.safetensors", model(with_slots(pictures), said(huge, convolution)))
wide = [{"type": "Dense", "units": 1 << 40}, *dense]
write("model/wide.safetensors", model(rows, said(row, wide, 3)))
