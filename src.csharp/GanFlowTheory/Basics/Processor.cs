namespace GanFlowTheory;

/// <summary>What of the processor shows in the last bits of results.</summary>
public static class Processor
{
    /// <summary>The arithmetic that sums are made with, such as "X64, vectors of 512 bits, fused": equal runs give equal
    /// bits where it is the same.</summary>
    public static string Arithmetic => Core.Processor.arithmetic;
}
