package datasets

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/kilolayer/kilolayer/internal/fetch"
)

// published is a data set that its authors offer for download.
type published struct {
	title   string       // "ogbn-arxiv"
	folder  string       // its folder below the data folder: "ogbn_arxiv"
	files   []fetch.File // with Path relative to folder; or one zip archive
	archive string       // the folder at the top of the zip archive, "" for files
	needs   []string     // files below folder whose presence says that the set is there; all of files when empty
	licence string       // its name, shown with the download: "ODC-BY 1.0"
}

// fetched returns the set's folder, after downloading what is not there. A set that is there needs no right to write.
//
// One process at a time downloads into a folder; others wait for it and then find the files. An archive's folder
// appears whole or not at all, so one that lacks a file is not of our making and is left alone.
func (p *published) fetched(ctx context.Context) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("%s: stopped: %w", p.title, err)
	}
	root, err := dataRoot()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(root, filepath.FromSlash(p.folder))
	if there, err := p.there(folder); there || err != nil {
		return folder, err
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", unwritable(root, err)
	}
	lock := flock.New(filepath.Join(root, "."+strings.ReplaceAll(p.folder, "/", "-")+".lock"),
		flock.SetPermissions(0o644))
	locked, err := lock.TryLock()
	if err == nil && !locked {
		fetch.Say(p.title + ": waiting for another process that downloads into " + folder)
		_, err = lock.TryLockContext(ctx, 100*time.Millisecond)
	}
	if err != nil && ctx.Err() != nil {
		return "", fmt.Errorf("%s: stopped while another process downloads into %s: %w", p.title, folder, ctx.Err())
	}
	if err != nil {
		return "", unwritable(root, err)
	}
	// The lock's file stays: removing it would let a third process in beside one that waits.
	defer lock.Unlock()
	if there, err := p.there(folder); there || err != nil {
		return folder, err
	}
	if p.licence != "" {
		fetch.Say(p.title + ": licence " + p.licence)
	}
	if err := p.download(ctx, folder); err != nil {
		return "", err
	}
	if lacks := p.lacks(folder); lacks != "" {
		return "", fmt.Errorf("folder %s: no %s after the download", folder, lacks)
	}
	return folder, nil
}

// there says whether the set is in its folder. An archive's folder without one of the files is an error.
func (p *published) there(folder string) (bool, error) {
	// In this order: a folder that another process is just giving its name is never taken for one that lacks files.
	_, err := os.Lstat(folder)
	lacks := p.lacks(folder)
	if lacks != "" && p.archive != "" && err == nil {
		return false, fmt.Errorf("folder %s: no %s; put it there, or remove the folder to download %s anew", folder,
			lacks, p.title)
	}
	return lacks == "", nil
}

// lacks is the first file that is not in the folder.
func (p *published) lacks(folder string) string {
	needs := p.needs
	if len(needs) == 0 && p.archive == "" {
		for _, f := range p.files {
			needs = append(needs, f.Path)
		}
	}
	for _, name := range needs {
		if _, err := os.Stat(filepath.Join(folder, filepath.FromSlash(name))); err != nil {
			return name
		}
	}
	return ""
}

func (p *published) download(ctx context.Context, folder string) error {
	files := make([]fetch.File, len(p.files))
	for i, f := range p.files {
		f.Path = filepath.Join(folder, filepath.FromSlash(f.Path))
		files[i] = f
	}
	if p.archive == "" {
		return fetch.Get(ctx, p.title, files)
	}
	files[0].Path = folder + ".zip"
	if err := fetch.Get(ctx, p.title, files[:1]); err != nil {
		return err
	}
	if err := fetch.Unzip(ctx, files[0].Path, p.archive, folder); err != nil {
		return err
	}
	os.Remove(files[0].Path) // one that stays does no harm
	return nil
}

// unwritable says what to do about a data folder that can't be used.
func unwritable(root string, err error) error {
	if p := new(fs.PathError); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("data folder %s: %w; set KILOLAYER_DATA to a folder that can be written", root, err)
}
