using System;

namespace GanFlowTheory;

/// <summary>How many threads the kernel sums use. Results do not depend on it, to the bit.</summary>
public static class Parallelism
{
    /// <summary>The number of threads in use, at least 1; at first the number of processors.</summary>
    /// <exception cref="ArgumentException">A value below 1 is set.</exception>
    public static int ThreadCount
    {
        get => Core.Parallelism.threadCount();
        set => Core.Parallelism.setThreadCount(value);
    }
}
