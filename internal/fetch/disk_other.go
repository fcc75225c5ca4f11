//go:build !linux && !darwin

package fetch

// freeBytes is the room that a user has in a folder, −1 when it is not known.
func freeBytes(string) int64 { return -1 }

func diskFull(error) bool { return false }
