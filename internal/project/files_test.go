package project

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// withTypes lists the project's packages and all that they import, with the files of their compiled types.
func withTypes(t *testing.T) (list []listed) {
	t.Helper()
	command := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", root+"...")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v", command, err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// TestFilesOneWay: within a package, files build on each other one way. A circle of files is a fault: what they share
// belongs into a file below them.
func TestFilesOneWay(t *testing.T) {
	list := withTypes(t)
	exports := map[string]string{}
	for _, p := range list {
		exports[p.ImportPath] = p.Export
	}
	checked := 0
	for _, p := range list {
		if !strings.HasPrefix(p.ImportPath, root) || len(p.GoFiles) == 0 {
			continue
		}
		checked++
		for _, circle := range circles(usesOf(t, p, exports)) {
			t.Errorf("%s: files that use each other in a circle: %s", p.ImportPath, strings.Join(circle, ", "))
		}
	}
	if checked < 20 {
		t.Errorf("only %d packages were looked at", checked)
	}
}

// usesOf maps each file of a package to the files whose declarations, fields and methods it uses.
func usesOf(t *testing.T, p listed, exports map[string]string) map[string][]string {
	t.Helper()
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	imports := importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser,
		error) {
		return os.Open(exports[path])
	})
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: imports, Error: func(error) {}}
	made, err := config.Check(p.ImportPath, files, parsed, info)
	if err != nil {
		t.Fatalf("%s: %v", p.ImportPath, err)
	}
	uses := map[string][]string{}
	for id, object := range info.Uses {
		if object.Pkg() != made {
			continue
		}
		if v, ok := object.(*types.Var); ok && !v.IsField() && v.Parent() != made.Scope() {
			continue // a parameter or a variable of a function
		}
		from, to := fileOf(files, id.Pos()), fileOf(files, object.Pos())
		if from != to && !slices.Contains(uses[from], to) {
			uses[from] = append(uses[from], to)
		}
	}
	return uses
}

func fileOf(files *token.FileSet, at token.Pos) string {
	return filepath.Base(files.Position(at).Filename)
}

// circles lists the sets of nodes that reach each other, each sorted.
func circles(next map[string][]string) (list [][]string) {
	reach := map[string]map[string]bool{}
	for from := range next {
		seen := map[string]bool{}
		for work := slices.Clone(next[from]); len(work) > 0; {
			node := work[len(work)-1]
			work = work[:len(work)-1]
			if !seen[node] {
				seen[node] = true
				work = append(work, next[node]...)
			}
		}
		reach[from] = seen
	}
	done := map[string]bool{}
	for node, seen := range reach {
		if !seen[node] || done[node] {
			continue
		}
		var circle []string
		for other := range seen {
			if reach[other][node] {
				circle = append(circle, other)
				done[other] = true
			}
		}
		slices.Sort(circle)
		list = append(list, circle)
	}
	return list
}

func TestCircles(t *testing.T) {
	for _, c := range []struct {
		name string
		next map[string][]string
		want [][]string
	}{
		{"none", map[string][]string{"a": {"b", "c"}, "b": {"c"}}, nil},
		{"two files", map[string][]string{"a": {"b"}, "b": {"a", "c"}}, [][]string{{"a", "b"}}},
		{"by way of a third", map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, [][]string{{"a",
			"b", "c"}}},
	} {
		if got := circles(c.next); !slices.EqualFunc(got, c.want, slices.Equal[[]string]) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
