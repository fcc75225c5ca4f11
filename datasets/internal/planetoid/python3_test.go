package planetoid

import (
	"archive/zip"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// TestPython3 reads what NumPy and SciPy wrote by testdata/make.py: all of it is the set of madeup.Planetoid.
func TestPython3(t *testing.T) {
	want, err := filesOf(madeup.Planetoid()).Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"numpy1.24.4", "numpy2.4.6"} {
		archive, err := zip.OpenReader(filepath.Join("testdata", version+".zip"))
		if err != nil {
			t.Fatal(err)
		}
		defer archive.Close()
		for _, name := range []string{"usual2", "usual3", "usual4", "usual5", "other2", "other3", "other4", "other5"} {
			t.Run(version+" "+name, func(t *testing.T) {
				folder, err := fs.Sub(archive, name)
				if err != nil {
					t.Fatal(err)
				}
				got, err := Files{Context: t.Context(), FS: folder, Folder: name, Name: "made_up"}.Read()
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
				}
			})
		}
	}
}

// FuzzUnpickle reads any bytes as a pickle, begun with those of testdata.
func FuzzUnpickle(f *testing.F) {
	archive, err := zip.OpenReader(filepath.Join("testdata", "numpy2.4.6.zip"))
	if err != nil {
		f.Fatal(err)
	}
	defer archive.Close()
	for _, file := range archive.File {
		content, err := fs.ReadFile(archive, file.Name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		value, err := unpickle(content)
		switch value := value.(type) {
		case *pyArray:
			_, _ = value.floats(2)
		case *pyMatrix:
			_, _ = value.sparse()
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("not one line: %q", err)
		}
	})
}
