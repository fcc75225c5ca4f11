package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/spf13/cobra"
)

// experimentFile is the experiment of a run, in its directory.
const experimentFile = "experiment.json"

// asked is how an experiment is changed.
type asked struct {
	small bool
	set   []string
	graph string
}

func (a *asked) flags(c *cobra.Command) {
	c.Flags().BoolVar(&a.small, "small", false, "the form of a preset that trains in about a minute")
	c.Flags().StringArrayVar(&a.set, "set", nil, `an option, as in --set depth=28 or --set "learning rate=0.01"; `+
		"several may be set")
	a.graphFlag(c)
}

func (a *asked) graphFlag(c *cobra.Command) {
	c.Flags().StringVar(&a.graph, "graph", "", "the file of a graph of one's own, in the place of the preset's data")
}

// builder starts an experiment by the name of a preset, of a file, or of a run that has one.
func (a *asked) builder(ctx context.Context, name string) (*paper.PresetBuilder, error) {
	b := paper.Preset(name)
	if info, err := os.Stat(name); err == nil {
		if info.IsDir() {
			name = filepath.Join(name, experimentFile)
		}
		b = paper.Open(name)
	} else if strings.ContainsRune(name, filepath.Separator) || filepath.Ext(name) == ".json" {
		return nil, err
	}
	if a.small {
		b = b.Small()
	}
	for _, text := range a.set {
		option, value, err := setting(text)
		if err != nil {
			return nil, misuse{err}
		}
		b = b.With(option, value)
	}
	if a.graph != "" {
		g, err := readGraph(ctx, a.graph)
		if err != nil {
			return nil, err
		}
		b = b.WithGraph(g)
	}
	if _, err := b.Done(); err != nil {
		return nil, misuse{err}
	}
	return b, nil
}

// experiment is what builder starts.
func (a *asked) experiment(ctx context.Context, name string) (*paper.Experiment, error) {
	b, err := a.builder(ctx, name)
	if err != nil {
		return nil, err
	}
	return b.Done()
}

// readGraph reads a graph that Save wrote, or any other file whose columns need no choice.
func readGraph(ctx context.Context, path string) (*datasets.Graph, error) {
	return datasets.Read(path).WithContext(ctx).Done()
}

// setting is an option and its value, as "NAME=VALUE". Hyphens in the name stand for blanks.
func setting(text string) (name string, value any, err error) {
	name, word, found := strings.Cut(text, "=")
	if !found {
		return "", nil, fmt.Errorf("%q is no option with a value; write NAME=VALUE, as in depth=28", text)
	}
	name = strings.ReplaceAll(strings.TrimSpace(name), "-", " ")
	value, err = typed(name, strings.TrimSpace(word))
	return name, value, err
}

// typed is a word as a value of the type that an option has.
func typed(name, word string) (value any, err error) {
	f, err := options.Find(name, new(options.Network), new(options.Training), new(options.Evaluation))
	if err != nil {
		return word, nil // the experiment knows more names, and refuses others
	}
	switch f.Value().(type) {
	case int:
		value, err = strconv.Atoi(word)
	case uint64:
		value, err = strconv.ParseUint(word, 10, 64)
	case float64:
		value, err = strconv.ParseFloat(word, 64)
	case bool:
		value, err = strconv.ParseBool(word)
	case []string:
		value = strings.Split(word, ",")
	case []float64:
		var list []float64
		for part := range strings.SplitSeq(word, ",") {
			x, failed := strconv.ParseFloat(strings.TrimSpace(part), 64)
			list, err = append(list, x), errors.Join(err, failed)
		}
		value = list
	default:
		return word, nil
	}
	if err != nil { // the option says what it takes
		return nil, f.Set(word)
	}
	return value, nil
}
