// Package project checks what spans packages: that what a notebook imports has examples, and that documents name files
// that are there.
package project

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// public are the packages that notebooks import.
var public = []string{"cell", "datasets", "device", "revgnn", "revgnn/conv", "revgnn/metrics", "revgnn/options",
	"revgnn/paper",
	"revgnn/reversible", "revgnn/run", "revgnn/solver", "revgnn/sweep", "table", "units", "viz"}

// built are functions whose example is built and not run: it compiles a program, which takes seconds, or shows in a
// notebook. The same holds for the published sets of package datasets, which are downloaded: functions without
// arguments.
var built = map[string]bool{
	"revgnn/run.Launch": true, "revgnn/run.StartWorker": true,
	"revgnn.Train": true, "revgnn.Load": true, "revgnn.CheckInverse": true,
	"revgnn.CheckGradients": true, "revgnn.Compare": true, "viz.Live": true, "viz.Progress": true,
}

// TestExamples asks for an example of each exported function, which are the constructors and the checks.
func TestExamples(t *testing.T) {
	for _, folder := range public {
		t.Run(folder, func(t *testing.T) {
			functions, examples := functionsOf(t, filepath.Join("..", "..", folder))
			if len(examples) == 0 {
				t.Fatalf("%d functions and %d examples", len(functions), len(examples))
			}
			for name, arguments := range functions {
				named := folder + "." + name
				ran, has := examples[name]
				unrun := built[named] || folder == "datasets" && arguments == 0
				switch {
				case !has:
					t.Errorf("%s has no example; write func Example%s", named, name)
				case !ran && !unrun:
					t.Errorf("the example of %s has no output to compare with", named)
				}
			}
		})
	}
}

// functionsOf gives the exported functions of a package with the number of their arguments, and the functions that its
// tests have an example of, with whether go test runs it. An example with a suffix counts too.
func functionsOf(t *testing.T, folder string) (functions map[string]int, examples map[string]bool) {
	t.Helper()
	functions, examples = map[string]int{}, map[string]bool{}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			for _, e := range doc.Examples(parsed) {
				name, _, _ := strings.Cut(e.Name, "_")
				examples[name] = examples[name] || e.Output != "" || e.EmptyOutput
			}
			continue
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() {
				functions[f.Name.Name] = f.Type.Params.NumFields()
			}
		}
	}
	return functions, examples
}
