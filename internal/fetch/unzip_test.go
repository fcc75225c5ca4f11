package fetch

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// member is one entry of an archive in a test.
type member struct {
	name    string
	content string
	mode    fs.FileMode
	method  uint16
	claimed uint64 // the size in the header; 0 for the true one
	flags   uint16
}

var twoFiles = []member{{name: "top/a", content: "first"}, {name: "top/raw/b", content: "second"}}

func packed(members []member) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: m.method, Flags: m.flags}
		if m.mode != 0 {
			h.SetMode(m.mode)
		}
		content := []byte(m.content)
		h.CRC32, h.UncompressedSize64 = crc32.ChecksumIEEE(content), uint64(len(content))
		if m.claimed != 0 {
			h.UncompressedSize64 = m.claimed
		}
		if m.method == zip.Deflate {
			var d bytes.Buffer
			f, _ := flate.NewWriter(&d, flate.BestCompression)
			f.Write(content)
			f.Close()
			content = d.Bytes()
		}
		h.CompressedSize64 = uint64(len(content))
		to, err := w.CreateRaw(h)
		if err != nil {
			panic(err)
		}
		to.Write(content)
	}
	w.Close()
	return b.Bytes()
}

// stopping is an archive that can't be read beyond its first file.
type stopping struct{ archive []byte }

func (s stopping) ReadAt(b []byte, at int64) (int, error) {
	if second := bytes.Index(s.archive, []byte(twoFiles[1].name)) - 30; at >= int64(second) && at < int64(second)+30 {
		time.Sleep(time.Hour)
	}
	return bytes.NewReader(s.archive).ReadAt(b, at)
}

// tree lists the files below a folder.
func tree(t *testing.T, folder string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(folder, path)
			list = append(list, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestUnzip(t *testing.T) {
	zeros := strings.Repeat("\x00", 8<<20)
	many := make([]member, maxEntries+1)
	for i := range many {
		many[i].name = fmt.Sprintf("top/%d", i)
	}
	flipped := packed(twoFiles)
	flipped[bytes.Index(flipped, []byte("second"))] = 'S'
	long := "top/" + strings.Repeat("a/", 500) + "b"
	for _, c := range []struct {
		name    string
		members []member
		archive []byte // instead of members
		err     string
		want    []string
	}{
		{name: "files", members: twoFiles, want: []string{"a", "raw/b"}},
		{name: "compressed", members: []member{{name: "top/a", content: "first", method: zip.Deflate}},
			want: []string{"a"}},
		{name: "folders, and what lies beside", want: []string{"a"},
			members: []member{{name: "top/"}, {name: "top/empty/"},
				{name: "top/a", content: "first"}, {name: "readme"}, {name: "topping/a"}, {name: "__MACOSX/top/a"}}},
		{name: "modes are not taken over", members: []member{{name: "top/a", mode: 0o777 | fs.ModeSetuid}},
			want: []string{"a"}},
		{name: "absolute path", members: []member{{name: "/etc/passwd"}}, err: `"/etc/passwd" is not a plain path`},
		{name: "outside", members: []member{{name: "top/../../a"}}, err: `"top/../../a" is not a plain path`},
		{name: "outside, beside top", members: append([]member{{name: "../a"}}, twoFiles...),
			err: `"../a" is not a plain path`},
		{name: "dots inside", members: []member{{name: "top/./a"}}, err: "not a plain path"},
		{name: "double slash", members: []member{{name: "top//a"}}, err: "not a plain path"},
		{name: "backslash", members: []member{{name: `top\..\..\a`}}, err: "not a plain path"},
		{name: "drive", members: []member{{name: "C:/a"}}, err: `"C:/a" is not a plain path`},
		{name: "drive without a slash", members: []member{{name: "c:a"}}, err: "not a plain path"},
		{name: "no name", members: []member{{name: ""}}, err: "not a plain path"},
		{name: "zero byte", members: []member{{name: "top/a\x00b"}}, err: "not a plain path"},
		{name: "long name", members: []member{{name: long}}, err: "has 1005 bytes"},
		{name: "symbolic link", members: []member{{name: "top/a", mode: fs.ModeSymlink | 0o777, content: "/etc"}},
			err: `"top/a" is neither a file nor a folder (L`},
		{name: "symbolic link with a slash", members: []member{{name: "top/a/", mode: fs.ModeSymlink | 0o777}},
			err: "neither a file nor a folder"},
		{name: "device", members: []member{{name: "top/a", mode: fs.ModeDevice}}, err: "neither a file nor a folder"},
		{name: "named pipe", members: []member{{name: "top/a", mode: fs.ModeNamedPipe}},
			err: "neither a file nor a folder"},
		{name: "twice", members: append(twoFiles[1:2:2], twoFiles[1]), err: `"top/raw/b" is there twice`},
		{name: "file and folder", members: []member{{name: "top/a"}, {name: "top/a/"}}, err: `"top/a/" is there twice`},
		{name: "file as folder", members: []member{{name: "top/a/b"}, {name: "top/a"}},
			err: `"top/a/b" lies below "top/a", which is a file`},
		{name: "encrypted", members: []member{{name: "top/a", flags: 1}}, err: "encrypted"},
		{name: "unknown method", members: []member{{name: "top/a", method: 99}}, err: "unsupported compression"},
		{name: "too many", members: many, err: "10001 entries, more than the 10000 that are allowed"},
		{name: "bomb", members: []member{{name: "top/a", content: zeros, method: zip.Deflate}},
			err: "unpack to 8388608, more than"},
		{name: "bomb that lies", err: `entry "top/a": zip: not a valid zip file`,
			members: []member{{name: "top/a", content: zeros, method: zip.Deflate, claimed: 10}}},
		{name: "claims that overflow", err: `entry "top/b" claims 4611686018427387904 bytes`,
			members: []member{{name: "top/a", claimed: 1 << 62},
				{name: "top/b", claimed: 1 << 62}, {name: "top/c", claimed: 1 << 62},
				{name: "top/d", claimed: 1 << 62}}},
		{name: "claims more than it has", members: []member{{name: "top/a", content: "first", claimed: 6}},
			err: "it is damaged"},
		{name: "wrong checksum", archive: flipped,
			err: `entry "top/raw/b": zip: checksum error; it is damaged, remove it`},
		{name: "cut off", archive: packed(twoFiles)[:60], err: "not a valid zip file; it is damaged"},
		{name: "no archive", archive: []byte("<html>"), err: "not a valid zip file; it is damaged"},
		{name: "empty file", archive: []byte{}, err: "not a valid zip file"},
		{name: "no folder top", members: []member{{name: "other/a"}}, err: `no folder "top"`},
		{name: "top is a file", members: []member{{name: "top"}}, err: `no folder "top"`},
		{name: "no entries", members: nil, err: `no folder "top"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			archive, target := filepath.Join(folder, "set.zip"), filepath.Join(folder, "set")
			content := c.archive
			if content == nil {
				content = packed(c.members)
			}
			os.WriteFile(archive, content, 0o644)
			os.MkdirAll(filepath.Join(target+".unpacking", "raw"), 0o755) // left by a try that was killed
			os.WriteFile(filepath.Join(target+".unpacking", "half"), nil, 0o644)
			err := Unzip(t.Context(), archive, "top", target)
			if err != nil { // the folder is named after the test, so it could hold what is looked for
				checkError(t, errors.New(strings.ReplaceAll(err.Error(), folder, "")), c.err)
				if !strings.HasPrefix(err.Error(), "archive "+archive+": ") {
					t.Errorf("error %q does not name the archive", err)
				}
				// Refused before anything was touched, or cleared away.
				if got := tree(t, folder); !slices.Equal(got, []string{"set.unpacking/half", "set.zip"}) &&
					!slices.Equal(got, []string{"set.zip"}) {
					t.Errorf("left behind: %v", got)
				}
				if _, err := os.Lstat(target); err == nil {
					t.Errorf("there is a folder: %v", tree(t, target))
				}
				return
			}
			checkError(t, nil, c.err)
			if got := tree(t, target); !slices.Equal(got, c.want) {
				t.Errorf("unpacked %v, want %v", got, c.want)
			}
			if info, err := os.Stat(filepath.Join(target, "a")); err != nil || info.Mode().
				Perm()&0o111 != 0 || info.Mode()&fs.ModeSetuid != 0 {
				t.Errorf("a: %v, %v", info.Mode(), err)
			}
			for _, m := range c.members {
				if got, err := os.ReadFile(filepath.Join(folder,
					strings.Replace(m.name, "top/", "set/", 1))); err == nil && string(got) != m.content {
					t.Errorf("%s holds %q, want %q", m.name, got, m.content)
				}
			}
			if got := tree(t, folder); len(got) != len(c.want)+1 {
				t.Errorf("left behind: %v", got)
			}
		})
	}
}

func TestUnzipTarget(t *testing.T) {
	folder := t.TempDir()
	archive, target := filepath.Join(folder, "set.zip"), filepath.Join(folder, "set")
	os.WriteFile(archive, packed(twoFiles), 0o644)
	os.Mkdir(target, 0o755)
	os.WriteFile(filepath.Join(target, "mine"), nil, 0o644)
	checkError(t, Unzip(t.Context(), archive, "top", target), "folder "+target+" is there already; remove it")
	if got := tree(t, target); !slices.Equal(got, []string{"mine"}) {
		t.Errorf("the folder now holds %v", got)
	}
	checkError(t, Unzip(t.Context(), archive, "top", filepath.Join(archive, "set")),
		"folder "+archive+": can't write set.unpacking there: not a directory")
	checkError(t, Unzip(t.Context(), filepath.Join(folder, "none.zip"), "top", target), "none.zip: no such file")
}

// The header may say what it likes: what counts is what comes out.
func TestUnpackCounts(t *testing.T) {
	content := packed([]member{{name: "top/a", content: "0123456789"}})
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	entries, _, err := inside(archive, "top")
	if err != nil {
		t.Fatal(err)
	}
	checkError(t, unpack(t.Context(), entries, t.TempDir(), 9, quietly()),
		"more bytes come out than the 9 that are allowed")
	checkError(t, unpack(t.Context(), entries, t.TempDir(), 10, quietly()), "")
}

func TestUnzipAfterAnotherProcessEnded(t *testing.T) {
	folder := t.TempDir()
	archive, target := filepath.Join(folder, "set.zip"), filepath.Join(folder, "set")
	os.WriteFile(archive, packed(twoFiles), 0o644)
	child(t, os.Kill, func() bool { return sizeOf(filepath.Join(target+".unpacking", "a")) == 5 },
		"FETCH_CHILD=unzip", "FETCH_PATH="+target)
	if _, err := os.Lstat(target); err == nil {
		t.Fatal("half an archive stands where a whole one should")
	}
	if err := Unzip(t.Context(), archive, "top", target); err != nil {
		t.Fatal(err)
	}
	if got, want := tree(t, folder), []string{"set/a", "set/raw/b", "set.zip"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func FuzzUnzip(f *testing.F) {
	for _, seed := range [][]member{
		twoFiles,
		{{name: "top/"}, {name: "top/a", content: strings.Repeat("0", 1000), method: zip.Deflate}},
		{{name: "../a"}},
		{{name: "top/a", mode: fs.ModeSymlink, content: "/"}},
		{{name: "top/a"}, {name: "top/a"}},
		{{name: "top/a", claimed: 1 << 40}},
	} {
		f.Add(packed(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		folder := t.TempDir()
		target := filepath.Join(folder, "data", "set")
		err := unzip(t.Context(), bytes.NewReader(content), int64(len(content)), "top", target, quietly())
		unpacked := int64(0)
		walked := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if !strings.HasPrefix(path, target+string(filepath.Separator)) {
				t.Errorf("%s lies outside", path)
			}
			info, err := d.Info()
			if err != nil || !info.Mode().IsRegular() {
				t.Errorf("%s is no file: %v", path, err)
				return nil
			}
			unpacked += info.Size()
			return nil
		})
		if walked != nil {
			t.Fatal(walked)
		}
		if limit := int64(maxRatio*len(content) + maxSlack); unpacked > limit {
			t.Errorf("%d bytes from %d", unpacked, len(content))
		}
		if _, there := os.Lstat(target); (there == nil) != (err == nil) {
			t.Errorf("folder there: %v, error: %v", there == nil, err)
		}
	})
}
