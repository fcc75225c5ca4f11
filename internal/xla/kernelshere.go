package xla

import "sync"

// Kernels tells whether programs on the backend of this process call kernels. It starts none: where there is none yet,
// it goes by the plugin that would be loaded.
func Kernels() bool {
	defaultBackend.Lock()
	backend := defaultBackend.Backend
	defaultBackend.Unlock()
	if backend != nil {
		return hasKernels(backend)
	}
	return kernelsAsked() && !thisMachine().inGo() && pluginTarget().kernels()
}

// pluginTarget is the target of the plugin that would be loaded, a CPU where it would be downloaded.
var pluginTarget = sync.OnceValue(func() target {
	found, _, _ := thisMachine().findPlugin()
	return found.target()
})
