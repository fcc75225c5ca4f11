package datasets

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestMustEndsWithOneLine(t *testing.T) {
	if os.Getenv("DATASETS_MUST") == "1" {
		FromOGB("no such folder").Must()
		return
	}
	command := exec.Command(os.Args[0], "-test.run=^TestMustEndsWithOneLine$")
	command.Env = append(os.Environ(), "DATASETS_MUST=1")
	var stderr strings.Builder
	command.Stderr = &stderr
	if err := command.Run(); err == nil || command.ProcessState.ExitCode() != 1 {
		t.Errorf("exit status %d, want 1", command.ProcessState.ExitCode())
	}
	if text := stderr.String(); strings.Count(text, "\n") != 1 ||
		!strings.HasPrefix(text, "datasets: folder no such folder: ") {
		t.Errorf("got %q, want one line", text)
	}
}
