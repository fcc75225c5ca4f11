package viz

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// A notebook must hold the chart library once, but each cell is a process. The kernel's own temporary folder, which
// lives as long as the kernel does, keeps a marker that says which cell's output holds the library:
//
//   - there is no marker: this cell sends it;
//   - the marker names this cell: it is run again and its output was cleared, so it sends it again;
//   - the marker names another cell: the library is there already.
//
// A cell is known by the text of its main function. Setup always sends, whatever the marker says.
const markerName = "kilolayer-echarts"

var sentByThisProcess struct {
	sync.Mutex
	done bool
}

// sendLibrary sends the library where the notebook needs it, at most once per process.
func sendLibrary(to front, always bool) {
	sentByThisProcess.Lock()
	defer sentByThisProcess.Unlock()
	if sentByThisProcess.done {
		return
	}
	sentByThisProcess.done = true
	if libraryDue(os.Getenv("GONB_TMP_DIR"), always) {
		to.html(chart.Library())
	}
}

// libraryDue decides, and leaves the marker. Without a folder there is no memory of other cells, so it is due.
func libraryDue(folder string, always bool) bool {
	if folder == "" {
		return true
	}
	marker := filepath.Join(folder, markerName)
	self := thisCell(folder)
	holder, err := os.ReadFile(marker)
	if err == nil && !always && string(holder) != self {
		return false
	}
	// Without the marker the library is sent once more than needed, which harms nothing.
	_ = os.WriteFile(marker, []byte(self), 0o600)
	return true
}

// thisCell names the cell that runs, by the main function that the kernel wrote for it.
func thisCell(folder string) string {
	source, err := os.ReadFile(filepath.Join(folder, "main.go"))
	if err != nil {
		return "unknown"
	}
	text := string(source)
	if at := strings.LastIndex(text, "func main()"); at >= 0 {
		text = text[at:]
	}
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x", sum[:8])
}
