using System;
using Microsoft.FSharp.Core;

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

    /// <summary>What a function gives on so many threads, at least 1; afterwards there are as many as before. The number is one
    /// for the whole process: whoever else asks for another in this way waits until the function has ended.</summary>
    /// <exception cref="ArgumentException">The number of threads is below 1.</exception>
    public static T WithThreadCount<T>(int count, Func<T> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Core.Parallelism.withThreadCount(count, FuncConvert.FromFunc(body));
    }
}
