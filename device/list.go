package device

// GPUs of the data centre.
var (
	// V100 is the Tesla V100-SXM2 with 16 GB (Volta). The paper's authors trained on the one with 32 GB:
	// V100.WithMemory(34_079_637_504).
	V100 = GPU{Name: "Tesla V100-SXM2-16GB", Memory: 16_935_682_048, Major: 7, Minor: 0, Multiprocessors: 80, Cores: 64,
		ClockGHz: 1.53, Bandwidth: 898_048_000_000, L2: 6_291_456, Threads: 2048, SharedMemory: 98_304,
		BlockSharedMemory: 98_304}

	// T4 is the Tesla T4 with 16 GB (Turing).
	T4 = GPU{Name: "Tesla T4", Memory: 15_843_721_216, Major: 7, Minor: 5, Multiprocessors: 40, Cores: 64,
		ClockGHz: 1.59, Bandwidth: 320_064_000_000, L2: 4_194_304, Threads: 1024, SharedMemory: 65_536,
		BlockSharedMemory: 65_536}

	// A100With40GB is the A100-SXM4 with 40 GB (Ampere).
	A100With40GB = GPU{Name: "NVIDIA A100-SXM4-40GB", Memory: 42_331_013_120, Major: 8, Minor: 0, Multiprocessors: 108,
		Cores: 64, ClockGHz: 1.41, Bandwidth: 1_555_200_000_000, L2: 41_943_040, Threads: 2048, SharedMemory: 167_936,
		BlockSharedMemory: 166_912}

	// A100With80GB is the A100-SXM4 with 80 GB (Ampere).
	A100With80GB = GPU{Name: "NVIDIA A100-SXM4-80GB", Memory: 85_100_068_864, Major: 8, Minor: 0, Multiprocessors: 108,
		Cores: 64, ClockGHz: 1.41, Bandwidth: 2_039_040_000_000, L2: 41_943_040, Threads: 2048, SharedMemory: 167_936,
		BlockSharedMemory: 166_912}

	// L4 is the L4 with 24 GB (Ada).
	L4 = GPU{Name: "NVIDIA L4", Memory: 23_612_293_120, Major: 8, Minor: 9, Multiprocessors: 58, Cores: 128,
		ClockGHz: 2.04, Bandwidth: 300_048_000_000, L2: 50_331_648, Threads: 1536, SharedMemory: 102_400,
		BlockSharedMemory: 101_376}

	// H100 is the H100-SXM5 with 80 GB (Hopper).
	H100 = GPU{Name: "NVIDIA H100 80GB HBM3", Memory: 84_942_979_072, Major: 9, Minor: 0, Multiprocessors: 132,
		Cores: 128, ClockGHz: 1.98, Bandwidth: 3_352_320_000_000, L2: 52_428_800, Threads: 2048, SharedMemory: 233_472,
		BlockSharedMemory: 232_448}

	// H200 is the H200 with 141 GB (Hopper).
	H200 = GPU{Name: "NVIDIA H200 141GB HBM3e", Memory: 151_397_597_184, Major: 9, Minor: 0, Multiprocessors: 132,
		Cores: 128, ClockGHz: 1.98, Bandwidth: 4_800_000_000_000, L2: 52_428_800, Threads: 2048, SharedMemory: 233_472,
		BlockSharedMemory: 232_448}
)

// GPUs of the desktop.
var (
	// RTX3090 is the GeForce RTX 3090 with 24 GB (Ampere).
	RTX3090 = GPU{Name: "NVIDIA GeForce RTX 3090", Memory: 25_443_893_248, Major: 8, Minor: 6, Multiprocessors: 82,
		Cores: 128, ClockGHz: 1.695, Bandwidth: 936_096_000_000, L2: 6_291_456, Threads: 1536, SharedMemory: 102_400,
		BlockSharedMemory: 101_376}

	// RTX4090 is the GeForce RTX 4090 with 24 GB (Ada).
	RTX4090 = GPU{Name: "NVIDIA GeForce RTX 4090", Memory: 25_250_627_584, Major: 8, Minor: 9, Multiprocessors: 128,
		Cores: 128, ClockGHz: 2.52, Bandwidth: 1_008_096_000_000, L2: 75_497_472, Threads: 1536, SharedMemory: 102_400,
		BlockSharedMemory: 101_376}

	// RTX5090 is the GeForce RTX 5090 with 32 GB (Blackwell).
	RTX5090 = GPU{Name: "NVIDIA GeForce RTX 5090", Memory: 33_660_534_784, Major: 12, Minor: 0, Multiprocessors: 170,
		Cores: 128, ClockGHz: 2.407, Bandwidth: 1_792_128_000_000, L2: 100_663_296, Threads: 1536,
		SharedMemory: 102_400, BlockSharedMemory: 101_376}
)
