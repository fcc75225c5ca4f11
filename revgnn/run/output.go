package run

import (
	"os"
	"path/filepath"
	"strings"
)

// tailBytes is how much of an output is looked at for its last line.
const tailBytes = 64 << 10

// lastLine is why a launched process ended: the last line that it printed, or that of Go's panic before its stack.
// It is "" where nothing was printed.
func lastLine(dir string) string {
	file, err := os.Open(filepath.Join(dir, outputFile))
	if err != nil {
		return ""
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return ""
	}
	tail := make([]byte, min(info.Size(), tailBytes))
	n, _ := file.ReadAt(tail, info.Size()-int64(len(tail)))
	last := ""
	for line := range strings.Lines(string(tail[:n])) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return line
		}
		if line != "" {
			last = line
		}
	}
	return last
}
