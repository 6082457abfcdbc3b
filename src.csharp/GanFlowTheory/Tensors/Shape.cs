namespace GanFlowTheory;

/// <summary>Shapes of tensors: the extents along each axis, row-major; the empty shape is a number.</summary>
public static class Shape
{
    /// <summary>The number of entries.</summary>
    /// <param name="shape">The extents.</param>
    public static int Size(params int[] shape) => Core.Shape.size(shape.NotNull(nameof(shape)));

    /// <summary>"3 x 4"; "a number" for the empty shape.</summary>
    /// <param name="shape">The extents.</param>
    public static string Sentence(params int[] shape) => Core.Shape.sentence(shape.NotNull(nameof(shape)));

    /// <summary>The shape to which both broadcast: axes are aligned from the last, and an extent of 1, or a missing
    /// one, is repeated; null where extents differ otherwise.</summary>
    /// <param name="a">The first shape.</param>
    /// <param name="b">The second shape.</param>
    public static int[]? TryBroadcast(int[] a, int[] b) =>
        Core.Shape.tryBroadcast(a.NotNull(nameof(a)), b.NotNull(nameof(b)))?.Value;
}
