package datasets

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/csv"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// layoutOf is the layout of a format, or of the one that the file has where the format is "".
func (a asked) layoutOf(ctx context.Context, format Format) (layout, error) {
	var l layout
	if format == "" {
		start, err := a.start(ctx)
		if err != nil {
			return l, err
		}
		for _, of := range layouts {
			if of.recognizes(a.path, start) {
				l = of
				break
			}
			if of.format == CSV && csv.IsCalled(a.path) {
				l = of // its reader says what is wrong with it
			}
		}
		if l.format == "" {
			if info, err := os.Stat(a.path); err == nil && info.IsDir() {
				return l, fmt.Errorf("%s: is a directory, and in none of the formats that are one; name a file in "+
					"it", a.path)
			}
			if len(start) == 0 {
				return l, fmt.Errorf("%s is empty", a.path)
			}
			return l, fmt.Errorf("%s is in none of the formats %s; say which by WithFormat", a.path, formatNames())
		}
	} else {
		for _, of := range layouts {
			if of.format == format {
				l = of
			}
		}
		if l.format == "" {
			return l, fmt.Errorf("%s: there is no format %q; use one of %s", a.path, format, formatNames())
		}
	}
	return l, a.check(l)
}

// check refuses an option that a layout can't follow.
func (a asked) check(l layout) error {
	t, c := a.tables, a.choice
	for _, option := range []struct {
		given bool
		name  string
		fits  bool
	}{
		{t.Nodes != "", "WithNodes", l.table},
		{t.Source != "" || t.Target != "", "WithEnds", l.table},
		{t.Headless, "WithoutHeader", l.format == CSV},
		{t.ID != "", "WithRole(IDRole)", l.table},
		{len(c.Roles) > 0, "a role of columns", l.read != nil},
		{c.OnlyNodeFeatures, "WithNodeFeatures", l.read != nil},
		{c.OnlyEdgeFeatures, "WithEdgeFeatures", l.read != nil},
		{c.Missing != "", "WithMissing", l.read != nil},
		{a.undirected, "WithUndirected", l.read != nil},
	} {
		if option.given && !option.fits {
			return fmt.Errorf("%s: %s has no meaning for the format %s, as which it is read; leave it out, or read a "+
				"table by "+
				"WithFormat(datasets.CSV)", a.path, option.name, l.format)
		}
	}
	return nil
}

func formatNames() string {
	var names []string
	for _, of := range layouts {
		names = append(names, string(of.format))
	}
	return strings.Join(names, ", ")
}

// recognizedBy is how much of a file's start tells its format, in bytes.
const recognizedBy = 4096

// start is the start of a file, as text where it is text; nothing for a folder.
func (a asked) start(ctx context.Context) ([]byte, error) {
	if info, err := os.Stat(a.path); err != nil {
		return nil, fmt.Errorf("%s: %w", a.path, files.Cause(err))
	} else if info.IsDir() {
		return nil, nil
	}
	file, err := files.FromDisk(a.path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.path, files.Cause(err))
	}
	defer file.Close()
	raw := make([]byte, recognizedBy)
	n, err := io.ReadFull(file, raw)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("%s: %w", a.path, files.Cause(err))
	}
	for _, mark := range []string{formatMagic, zipMark, "\x93NUMPY", "PAR1"} {
		if strings.HasPrefix(string(raw[:n]), mark) {
			return raw[:n], nil
		}
	}
	text, err := files.Open(ctx, a.open, a.path)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	start, err := text.Peek(recognizedBy)
	if err != nil && err != io.EOF {
		return nil, text.Error(err)
	}
	return start, nil
}
