package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// contents is what the files of a run hold, as far as they were read.
type contents struct {
	info    Info
	memory  Memory
	state   state
	history []Record
	whole   int  // bytes of the history's whole lines
	torn    bool // the history ended in the middle of a line when it was read

	infoSeen, memorySeen, stateSeen, historySeen os.FileInfo // of the files when they were read
}

// state is status.json.
type state struct {
	Status  Status    `json:"status"`
	Error   string    `json:"error,omitempty"` // why it failed or stopped
	Updated time.Time `json:"updated"`
}

// format counts the ways in which runs were kept that another program would read wrongly.
const format = 3

// infoOnDisk is run.json.
type infoOnDisk struct {
	Format int `json:"format"`
	Info
}

func readInfo(dir string) (Info, error) {
	var kept infoOnDisk
	path := filepath.Join(dir, infoFile)
	content, err := os.ReadFile(path)
	if err != nil {
		return Info{}, fmt.Errorf("run: %w", err)
	}
	var of struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(content, &of); err != nil {
		return Info{}, fmt.Errorf("run: %s does not hold what it should: %w", path, err)
	}
	if err := readable(dir, of.Format); err != nil {
		return Info{}, err
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields() // an option that is passed over would make another network
	if err := d.Decode(&kept); err != nil {
		return Info{}, fmt.Errorf("run: %s does not hold what it should: %w", path, err)
	}
	return kept.Info, nil
}

// readable refuses what was kept in another format.
func readable(dir string, kept int) error {
	switch {
	case kept > format:
		return fmt.Errorf("run: %s was written by a newer version of Kilolayer (format %d, this one reads %d); "+
			"update Kilolayer",
			dir, kept, format)
	case kept < format:
		return fmt.Errorf("run: %s was written by an older version of Kilolayer (format %d, this one reads %d); "+
			"train anew, "+
			"in another directory or with WithRestart()", dir, kept, format)
	}
	return nil
}

// read reads what has changed since the last call: all of it at the first. The records from place from on are new.
func (c *contents) read(dir string) (from int, err error) {
	anew, err := changed(filepath.Join(dir, infoFile), &c.infoSeen)
	if err != nil {
		return 0, err
	}
	if anew {
		if c.info, err = readInfo(dir); err != nil {
			return 0, err
		}
		c.historySeen = nil
	}
	for _, file := range []struct {
		name string
		seen *os.FileInfo
		to   any
	}{{memoryFile, &c.memorySeen, &c.memory}, {statusFile, &c.stateSeen, &c.state}} {
		path := filepath.Join(dir, file.name)
		switch anew, err := changed(path, file.seen); {
		case err != nil:
			return 0, err
		case anew:
			if err := readJSON(path, file.to); err != nil {
				return 0, err
			}
		}
	}
	return c.readHistory(filepath.Join(dir, historyFile))
}

// changed tells whether a file is another one than was seen, which it then becomes. These files are replaced whole.
func changed(path string, seen *os.FileInfo) (bool, error) {
	now, err := os.Stat(path)
	if err != nil {
		return false, fmt.Errorf("run: %w", err)
	}
	before := *seen
	*seen = now
	return before == nil || !os.SameFile(before, now) || !before.ModTime().Equal(now.ModTime()) ||
		before.Size() != now.Size(), nil
}

// readHistory reads the lines that were added, or all of a file that replaced the one before.
func (c *contents) readHistory(path string) (from int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("run: %w", err)
	}
	defer file.Close()
	now, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("run: %w", err)
	}
	if c.historySeen == nil || !os.SameFile(c.historySeen, now) || now.Size() < int64(c.whole) {
		c.history, c.whole = nil, 0
	}
	c.historySeen = now
	added := make([]byte, now.Size()-int64(c.whole))
	n, err := file.ReadAt(added, int64(c.whole))
	if err != nil && n < len(added) && err != io.EOF { // what is torn may be cut off meanwhile
		return 0, fmt.Errorf("run: %w", err)
	}
	from = len(c.history)
	records, whole, err := parse(added[:n], from)
	if err != nil {
		return 0, fmt.Errorf("run: %s: %w; mend that line or delete it", path, err)
	}
	c.history, c.torn = append(c.history, records...), whole < n
	c.whole += whole
	return from, nil
}
