package run

import (
	"os"
	"path/filepath"
	"strings"
)

// tailBytes is how much of an output is looked at for its last line.
const tailBytes = 64 << 10

// LastLine is why the process that trained the run in a directory ended: the last line of what it printed, which is
// output.txt there, or that of Go's panic before its stack. It is "" where nothing was printed.
func LastLine(dir string) string {
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
	return lastOf(string(tail[:n]))
}

// lastOf is the line of an output that tells why it ended.
func lastOf(output string) (last string) {
	for line := range strings.Lines(output) {
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
