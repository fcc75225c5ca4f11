package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/kilolayer/kilolayer/table"
)

// goldenPackages have cases of other libraries: outputs and gradients of operators, and of a reversible stack.
var goldenPackages = []string{"./revgnn/conv", "./internal/net"}

// module is that of this program.
const module = "github.com/kilolayer/kilolayer"

// golden runs the tests against other libraries' values, which compute where this process does.
func golden(ctx context.Context) (table.Table, error) {
	var faults bytes.Buffer
	command := exec.CommandContext(ctx, "go", append([]string{"test", "-count=1", "-json", "-run", "^TestGolden$"},
		goldenPackages...)...)
	command.Stderr = &faults
	out, err := command.Output()
	if ended := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &ended) || len(out) == 0) {
		return table.Table{}, fmt.Errorf("gpu: go test of the golden cases: %w: %s", err,
			strings.TrimSpace(faults.String()))
	}
	return countGolden(bytes.NewReader(out))
}

// countGolden counts the cases in what go test -json writes. A package without any is a fault, as one that fails is.
func countGolden(events io.Reader) (t table.Table, err error) {
	t = table.Table{Title: "Outputs and gradients against other libraries, in float64",
		Columns: []string{"package", "cases", "agree"}}
	cases, agree, done := map[string]int{}, map[string]int{}, map[string]bool{}
	for decoder := json.NewDecoder(events); ; {
		var e struct{ Action, Package, Test string }
		if failed := decoder.Decode(&e); failed == io.EOF {
			break
		} else if failed != nil {
			return t, fmt.Errorf("gpu: go test of the golden cases: %w", failed)
		}
		name := "." + strings.TrimPrefix(e.Package, module)
		_, is := strings.CutPrefix(e.Test, "TestGolden/")
		if ended := e.Action == "pass" || e.Action == "fail"; !ended {
			continue
		} else if e.Test == "" {
			done[name] = e.Action == "pass"
		} else if is && strings.Count(e.Test, "/") == 1 {
			cases[name]++
			if e.Action == "pass" {
				agree[name]++
			}
		}
	}
	for _, name := range goldenPackages {
		if !done[name] || cases[name] == 0 || agree[name] < cases[name] {
			err = errors.Join(err, fmt.Errorf("gpu: %d of %d golden cases of %s agree; "+
				"go test -run Golden %s shows why", agree[name], cases[name], name, name))
		}
		t.Rows = append(t.Rows, []string{name, fmt.Sprint(cases[name]), fmt.Sprint(agree[name])})
	}
	return t, err
}
