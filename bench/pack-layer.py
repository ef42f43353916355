"""Packs a layer: PATH FILES BYTES-EACH SALT. Prints its digest, the digest of its tar, and its size."""
import gzip
import hashlib
import io
import sys
import tarfile

path, files, size, salt = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


class Hashed:
    """A file that is hashed while it is written."""

    def __init__(self, inner):
        self.inner, self.hash, self.bytes = inner, hashlib.sha256(), 0

    def write(self, data):
        self.hash.update(data)
        self.bytes += len(data)
        return self.inner.write(data)

    def flush(self):
        self.inner.flush()


class Zeros(io.RawIOBase):
    """So many zeros, without holding them."""

    def __init__(self, length):
        self.left = length

    def read(self, wanted=-1):
        count = self.left if wanted < 0 else min(wanted, self.left)
        self.left -= count
        return bytes(count)


with open(path, "wb") as raw:
    blob = Hashed(raw)
    with gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=blob, mtime=0) as packed:
        plain = Hashed(packed)
        with tarfile.open(fileobj=plain, mode="w|", format=tarfile.USTAR_FORMAT) as layer:
            for index in range(files):
                entry = tarfile.TarInfo(f"layer{salt}/{index // 1000}/file{index}")
                entry.size = size
                layer.addfile(entry, Zeros(size))
print(blob.hash.hexdigest(), plain.hash.hexdigest(), blob.bytes)
