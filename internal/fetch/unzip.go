package fetch

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/kilolayer/kilolayer/units"
)

// What an archive of a data set may hold; more is taken for an attack. Text packs to a fifth or a tenth of its size,
// rows of zeros to a hundredth, and deflate's limit is 1032 times.
const (
	maxEntries = 10_000
	maxName    = 1000
	maxRatio   = 200     // unpacked bytes for each byte of the archive …
	maxSlack   = 1 << 20 // … and for an archive of any size
)

// Unzip unpacks the folder top of a zip archive as the folder target, whole or not at all: it grows as target.unpacking
// and is renamed at the end. A target that is there is refused. What lies beside top in the archive is left out. When
// the context ends, unpacking stops with an error that wraps the context's.
//
// An archive is refused, before anything is written, when the name of an entry is not a plain path inside the archive
// or stands there twice, when an entry is neither a file nor a folder, or when it claims to hold more than 10,000
// entries or 200 times its own size (and a mebibyte). The bytes that really come out are counted as well.
func Unzip(ctx context.Context, archive, top, target string) error {
	in, err := os.Open(archive)
	if err != nil {
		return fmt.Errorf("archive %w", err)
	}
	defer in.Close()
	size := sizeOf(archive)
	p := newProgress(newDisplay(), "unpacking "+filepath.Base(target), -1)
	if err := unzip(ctx, in, size, top, target, p); err != nil {
		if e := new(archiveError); errors.As(err, e) {
			return fmt.Errorf("archive %s: %w", archive, err)
		}
		return err
	}
	return nil
}

// archiveError is what an archive is refused for.
type archiveError struct{ error }

func (a archiveError) Unwrap() error { return a.error }

func refused(format string, values ...any) error { return archiveError{fmt.Errorf(format, values...)} }

func damaged(err error) error {
	return refused("%w; it is damaged, remove it to download it anew", err)
}

func unzip(ctx context.Context, in io.ReaderAt, size int64, top, target string, p *progress) (err error) {
	archive, err := zip.NewReader(in, size)
	if err != nil {
		return damaged(err)
	}
	entries, total, err := inside(archive, top)
	if err != nil {
		return err
	}
	limit := maxRatio*size + maxSlack
	if total > uint64(limit) {
		return refused("%d bytes unpack to %d, more than the %d that are allowed", size, total, limit)
	}
	parent := filepath.Dir(target)
	if _, err := os.Lstat(target); err == nil {
		return fmt.Errorf("folder %s is there already; remove it to unpack it anew", target)
	}
	if free := freeBytes(parent); free >= 0 && int64(total) > free {
		return fmt.Errorf("folder %s: unpacking needs %s and %s are free; make room and run again",
			parent, units.Bytes(int64(total)), units.Bytes(free))
	}

	growing := target + ".unpacking"
	if err := os.RemoveAll(growing); err != nil { // an earlier try was killed
		return folderError(growing, err)
	}
	if err := os.MkdirAll(growing, 0o755); err != nil {
		return folderError(growing, err)
	}
	p.total = int64(total)
	p.expect(0, p.total)
	p.begin(p.title + ": " + units.Bytes(p.total))
	defer func() { p.end(err) }()
	err = unpack(ctx, entries, growing, limit, p)
	if ctx.Err() != nil {
		err = fmt.Errorf("folder %s: unpacking was stopped; run again to unpack it: %w", target, ctx.Err())
	}
	if err != nil {
		os.RemoveAll(growing)
		return err
	}
	if err := os.Rename(growing, target); err != nil {
		os.RemoveAll(growing)
		return folderError(target, err)
	}
	syncFolder(parent)
	return nil
}

// entry is a file or a folder of an archive, with its path below the folder that is unpacked.
type entry struct {
	*zip.File
	path string
}

// inside lists what is below top, and the bytes it claims to unpack to.
func inside(archive *zip.Reader, top string) (entries []entry, total uint64, err error) {
	if n := len(archive.File); n > maxEntries {
		return nil, 0, refused("%d entries, more than the %d that are allowed", n, maxEntries)
	}
	isFile := map[string]bool{} // by the names so far
	for _, f := range archive.File {
		name := strings.TrimSuffix(f.Name, "/")
		if err := plain(name); err != nil {
			return nil, 0, err
		}
		mode := f.Mode()
		if kind := mode.Type(); kind != 0 && kind != fs.ModeDir {
			return nil, 0, refused("entry %q is neither a file nor a folder (%s)", f.Name, mode)
		}
		if _, twice := isFile[name]; twice {
			return nil, 0, refused("entry %q is there twice", f.Name)
		}
		isFile[name] = mode.IsRegular()
		below, ok := strings.CutPrefix(name, top+"/")
		if !ok {
			continue
		}
		if f.Flags&1 != 0 {
			return nil, 0, refused("entry %q is encrypted", f.Name)
		}
		entries = append(entries, entry{f, below})
		if total += f.UncompressedSize64; total < f.UncompressedSize64 || total > 1<<62 {
			return nil, 0, refused("entry %q claims %d bytes", f.Name, f.UncompressedSize64)
		}
	}
	for name := range isFile {
		for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
			if isFile[folder] {
				return nil, 0, refused("entry %q lies below %q, which is a file", name, folder)
			}
		}
	}
	if len(entries) == 0 {
		return nil, 0, refused("no folder %q in it", top)
	}
	return entries, total, nil
}

// plain refuses a name that could lead out of a folder on any platform.
func plain(name string) error {
	if len(name) > maxName {
		return refused("an entry's name has %d bytes, more than the %d that are allowed", len(name), maxName)
	}
	drive := len(name) > 1 && name[1] == ':'
	if strings.ContainsAny(name, "\\\x00") || drive || name == "." || !fs.ValidPath(name) || !filepath.IsLocal(name) {
		return refused("entry %q is not a plain path inside the archive", name)
	}
	return nil
}

// unpack writes the entries into a folder that it can't leave, and no more bytes than limit.
func unpack(ctx context.Context, entries []entry, folder string, limit int64, p *progress) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return folderError(folder, err)
	}
	defer root.Close()
	done := int64(0)
	for _, e := range entries {
		if e.Mode().IsDir() {
			if err := root.MkdirAll(e.path, 0o755); err != nil {
				return folderError(filepath.Join(folder, e.path), err)
			}
			continue
		}
		n, err := unpackFile(ctx, e, root, limit-done, func(n int64) { p.at(done + n) })
		if err != nil {
			return err
		}
		done += n
	}
	return nil
}

func unpackFile(ctx context.Context, e entry, root *os.Root, limit int64, at func(int64)) (int64, error) {
	failed := func(err error) error { return folderError(filepath.Join(root.Name(), e.path), err) }
	in, err := e.Open()
	if err != nil {
		return 0, damaged(fmt.Errorf("entry %q: %w", e.Name, err))
	}
	defer in.Close()
	if err := root.MkdirAll(path.Dir(e.path), 0o755); err != nil {
		return 0, failed(err)
	}
	out, err := root.OpenFile(e.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, failed(err)
	}
	defer out.Close()
	buffer := make([]byte, 256<<10)
	for done := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := in.Read(buffer)
		if done += int64(n); done > limit {
			return 0, refused("entry %q: more bytes come out than the %d that are allowed", e.Name, limit)
		}
		if _, err := out.Write(buffer[:n]); err != nil {
			return 0, failed(err)
		}
		at(done)
		if errors.Is(err, io.EOF) {
			if err := out.Sync(); err != nil {
				return 0, failed(err)
			}
			return done, nil
		}
		if err != nil {
			return 0, damaged(fmt.Errorf("entry %q: %w", e.Name, err))
		}
	}
}
