// Package python finds a Python that has what a test compares with.
package python

import (
	"cmp"
	"os"
	"os/exec"
	"testing"
)

// With is the program of a Python that imports a module: the one that KILOLAYER_PYTHON names, or else python3. Without
// it the test is skipped, and says so.
func With(t testing.TB, module string) string {
	t.Helper()
	name := cmp.Or(os.Getenv("KILOLAYER_PYTHON"), "python3")
	if err := exec.Command(name, "-c", "import "+module).Run(); err != nil {
		t.Skipf("%s has no module %s; pip install %[2]s, or name another Python by KILOLAYER_PYTHON", name, module)
	}
	return name
}
