package sweep

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// Where workers do not see the sweep's directory, the directory of a run comes back in the job's log: as a compressed
// archive, in base64, in lines with a mark, and last a line with its sum.
const (
	fetchedMark = "kilolayer-run: "
	fetchedSum  = "kilolayer-run-sum: "
	fetchedLine = 4096 // letters of a line
	// mostFetched is how many bytes a packed run may have: the log is one answer over HTTP.
	mostFetched = 32 << 20
)

// reachedFile lies beside the program of a job, and holds what its run has reached before.
const reachedFile = "kilolayer-reached"

// leftBehind are the files of a run that mean nothing on another machine.
var leftBehind = []string{"lock", "stop", "program", "program.json", filepath.Base(run.OutputPath("."))}

func fetchedTooLarge(bytes int64) error {
	return fmt.Errorf("sweep: the run has %s, and at most %s come back in a job's log; use a directory that all nodes "+
		"share, without WithFetchedResults()", units.Bytes(bytes), units.Bytes(mostFetched))
}

// packRun is the directory of a run as an archive.
func packRun(dir string) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	t := tar.NewWriter(z)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || slices.Contains(leftBehind, name) || strings.HasSuffix(name, ".tmp") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		header := &tar.Header{Name: filepath.ToSlash(name), Mode: 0o644, Size: int64(len(content))}
		if err := t.WriteHeader(header); err != nil {
			return err
		}
		_, err = t.Write(content)
		return err
	})
	if err = errors.Join(err, t.Close(), z.Close()); err != nil {
		return nil, fmt.Errorf("sweep: %s can't be packed: %w", dir, err)
	}
	return b.Bytes(), nil
}

// unpackRun makes a directory what an archive holds. A kill leaves the old directory, or none, or the new one.
func unpackRun(archive []byte, dir string) error {
	beside := dir + ".new"
	err := os.RemoveAll(beside) // what a kill left
	if err == nil {
		err = unpack(archive, beside)
	}
	if err == nil {
		err = os.RemoveAll(dir)
	}
	if err == nil {
		err = os.Rename(beside, dir)
	}
	if err != nil {
		return fmt.Errorf("sweep: the run of a job can't be put into %s: %w", dir, err)
	}
	return nil
}

// unpack writes the files of an archive into a directory.
func unpack(archive []byte, dir string) error {
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return err
	}
	for t := tar.NewReader(z); ; {
		header, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case !filepath.IsLocal(header.Name) || header.Typeflag != tar.TypeReg:
			return fmt.Errorf("it holds %q", header.Name)
		}
		content, err := io.ReadAll(t)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(header.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
}

// sendRun writes the run in a directory into a log.
func sendRun(log io.Writer, dir string) error {
	archive, err := packRun(dir)
	if err != nil {
		return err
	}
	if len(archive) > mostFetched {
		return fetchedTooLarge(int64(len(archive)))
	}
	var b strings.Builder
	b.WriteString("\n") // after what may have been printed without one
	for chunk := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(archive)), fetchedLine) {
		b.WriteString(fetchedMark + string(chunk) + "\n")
	}
	fmt.Fprintf(&b, "%s%x\n", fetchedSum, sha256.Sum256(archive))
	_, err = io.WriteString(log, b.String())
	return err
}

// takeRun takes a run out of a log: an archive, nil where there is none that is whole, and what else the log holds.
func takeRun(log string) (archive []byte, rest string) {
	var letters, others strings.Builder
	sum := ""
	for line := range strings.Lines(log) {
		if text, is := strings.CutPrefix(line, fetchedMark); is {
			letters.WriteString(strings.TrimSpace(text))
		} else if text, is := strings.CutPrefix(line, fetchedSum); is {
			sum = strings.TrimSpace(text)
		} else {
			others.WriteString(line)
		}
	}
	archive, err := base64.StdEncoding.DecodeString(letters.String())
	if err != nil || fmt.Sprintf("%x", sha256.Sum256(archive)) != sum {
		archive = nil
	}
	return archive, others.String()
}

// apart is the directory that a job trains in which does not see the sweep's, with what the run has reached before.
func apart() (dir string, err error) {
	folder, err := os.MkdirTemp("", "kilolayer-run-")
	if err != nil {
		return "", fmt.Errorf("sweep: %w", err)
	}
	dir = filepath.Join(folder, "run")
	program, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("sweep: this program's file is not known: %w", err)
	}
	archive, err := os.ReadFile(filepath.Join(filepath.Dir(program), reachedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return dir, nil
	}
	if err != nil {
		return "", fmt.Errorf("sweep: %w", err)
	}
	return dir, unpackRun(archive, dir)
}
