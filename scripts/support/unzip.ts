import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, open, symlink, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

type Entry = { name: string; method: number; compressedBytes: number; headerOffset: number; unixMode: number }

/**
 * Unpacks the entries of a zip file that `wanted` accepts, with their modes and symbolic links. Refuses names that leave
 * `targetDir`. Plain zip only (no zip64, no encryption): what release archives of 200 MB are.
 */
export async function unzip(zipFile: string, targetDir: string, wanted: (name: string) => boolean): Promise<void> {
  const file = await open(zipFile)
  try {
    for (const entry of await readDirectory(file)) {
      if (wanted(entry.name)) await unpack(file, zipFile, entry, targetDir)
    }
  } finally {
    await file.close()
  }
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  await file.read(buffer, 0, length, offset)
  return buffer
}

async function readDirectory(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat()
  const tailLength = Math.min(size, 65_557)
  const tail = await readAt(file, size - tailLength, tailLength)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0) throw new Error('The archive is not a zip file, or it is cut off.')
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  const entries: Entry[] = []
  for (let at = 0; at + 46 <= directory.length; ) {
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      headerOffset: directory.readUInt32LE(at + 42),
      unixMode: directory.readUInt32LE(at + 38) >>> 16,
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

async function unpack(file: FileHandle, zipFile: string, entry: Entry, targetDir: string): Promise<void> {
  const target = path.resolve(targetDir, entry.name)
  if (!target.startsWith(path.resolve(targetDir) + path.sep)) throw new Error(`The archive holds a name that leaves its folder: ${entry.name}`)
  if (entry.name.endsWith('/')) {
    await mkdir(target, { recursive: true })
    return
  }
  await mkdir(path.dirname(target), { recursive: true })
  const header = await readAt(file, entry.headerOffset, 30)
  const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const isLink = (entry.unixMode & 0o170000) === 0o120000
  if (isLink) {
    await symlink((await readAt(file, start, entry.compressedBytes)).toString('utf8'), target)
    return
  }
  if (entry.compressedBytes === 0) {
    await pipeline([], createWriteStream(target))
  } else {
    const packed = createReadStream(zipFile, { start, end: start + entry.compressedBytes - 1 })
    if (entry.method === 8) await pipeline(packed, createInflateRaw(), createWriteStream(target))
    else if (entry.method === 0) await pipeline(packed, createWriteStream(target))
    else throw new Error(`The archive packs ${entry.name} in a way that is not known here (method ${entry.method}).`)
  }
  if (entry.unixMode & 0o777) await chmod(target, entry.unixMode & 0o777)
}
