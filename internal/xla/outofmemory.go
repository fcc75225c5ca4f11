package xla

import "strings"

// OutOfMemory tells whether an error is that the device had too little memory left. XLA says so in words: those of its
// CPU client, those of its GPU client's allocator, and the name or the number of the status that PJRT has for it.
func OutOfMemory(err error) bool {
	if err == nil {
		return false
	}
	text := strings.ToLower(err.Error())
	for _, words := range []string{"out of memory", "resource_exhausted", "resource exhausted", "(code=8)"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}
