package xla

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// systemMemory returns the bytes that this machine's or container's processes share, and how much more can be swapped
// out; 0 when unknown. root is the folder of the system's files, "/".
func systemMemory(root string) (size, swap int64) {
	if content, err := os.ReadFile(filepath.Join(root, "proc/meminfo")); err == nil {
		for line := range bytes.Lines(content) {
			fields := strings.Fields(string(line))
			if len(fields) < 2 {
				continue
			}
			kibibytes, _ := strconv.ParseInt(fields[1], 10, 64)
			switch fields[0] {
			case "MemTotal:":
				size = kibibytes << 10
			case "SwapTotal:":
				swap = kibibytes << 10
			}
		}
	}
	for _, group := range controlGroups(root) {
		if limit, ok := groupLimit(filepath.Join(group, "memory.max")); ok && (size == 0 || limit < size) {
			size = limit
		}
		if limit, ok := groupLimit(filepath.Join(group, "memory.limit_in_bytes")); ok && (size == 0 || limit < size) {
			size = limit
		}
		if limit, ok := groupLimit(filepath.Join(group, "memory.swap.max")); ok {
			swap = min(swap, limit)
		}
	}
	return size, swap
}

// controlGroups lists the folders of the control groups that limit this process's memory, of both of Linux's versions:
// its own and those above it. In a container the folder that its process file names may not be there, and the top one
// is its own.
func controlGroups(root string) (folders []string) {
	content, _ := os.ReadFile(filepath.Join(root, "proc/self/cgroup"))
	own := map[string]string{"": "/", "memory": "/"} // by the folder under cgroup
	for line := range bytes.Lines(content) {
		parts := strings.SplitN(strings.TrimSpace(string(line)), ":", 3) // number, controllers, path
		if len(parts) < 3 {
			continue
		}
		switch {
		case parts[1] == "":
			own[""] = parts[2]
		case strings.Contains(","+parts[1]+",", ",memory,"):
			own["memory"] = parts[2]
		}
	}
	for under, group := range own {
		for group = path.Clean(group); ; group = path.Dir(group) {
			folders = append(folders, filepath.Join(root, "sys/fs/cgroup", under, group))
			if group == "/" || group == "." {
				break
			}
		}
	}
	return folders
}

// groupLimit reads a limit of a control group; false where there is none, as in a file that says "max".
func groupLimit(file string) (int64, bool) {
	content, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	limit, err := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64)
	return limit, err == nil
}
