namespace GanFlowTheory;

/// <summary>A distribution on R^d that can be drawn from: a mixture of Gaussians or a named target.</summary>
public interface ISampler
{
    /// <summary>Dimension d.</summary>
    int Dimension { get; }

    /// <summary>n independent draws, n x d.</summary>
    /// <param name="seed">The seed; an integer converts by itself.</param>
    /// <param name="count">n, at least 1.</param>
    /// <exception cref="System.ArgumentException">The count is below 1.</exception>
    Points Sample(Seed seed, int count);
}
