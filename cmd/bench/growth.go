package main

import "fmt"

// growth adds the activations at each size, in bytes, and those of the last against the first. It returns what a layer
// adds.
func (f *figures) growth(family string, sizes []int, activations []float64) (slope float64) {
	prefix := "families/temp_bytes/" + family
	for i, size := range sizes {
		f.add(fmt.Sprintf("%s/%d", prefix, size), activations[i], "B")
	}
	last := len(sizes) - 1
	slope = (activations[last] - activations[0]) / float64(sizes[last]-sizes[0])
	f.add(prefix+"/slope_bytes_a_layer", slope, "B")
	f.add(fmt.Sprintf("%s/%d_over_%d", prefix, sizes[last], sizes[0]), activations[last]/activations[0], "ratio")
	return slope
}

// compileTimes adds the time at each size, in seconds, and that of each against the first.
func (f *figures) compileTimes(family string, sizes []int, seconds []float64) {
	prefix := "families/compile_s/" + family
	for i, size := range sizes {
		f.add(fmt.Sprintf("%s/%d", prefix, size), seconds[i], "s")
	}
	for i, size := range sizes[1:] {
		f.add(fmt.Sprintf("%s/%d_over_%d", prefix, size, sizes[0]), seconds[i+1]/seconds[0], "ratio")
	}
}

// activations lists the programs' temporary memory.
func activations(programs []program) []float64 {
	var list []float64
	for _, p := range programs {
		list = append(list, float64(p.Memory().Activations))
	}
	return list
}

// compileSeconds lists the programs' compile times.
func compileSeconds(programs []program) []float64 {
	var list []float64
	for _, p := range programs {
		list = append(list, p.compileSeconds)
	}
	return list
}
