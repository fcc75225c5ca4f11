//go:build !linux

package xla

// Trim does nothing: other C libraries than GNU's give memory back by themselves.
func Trim() {}

func fewArenas() {}
