using System;

namespace GanFlowTheory.Cli.Specs;

/// <summary>What a training has that some options of ganflow train are of.</summary>
[Flags]
internal enum GanParts
{
    None = 0,

    /// <summary>A critic, be it a network or an estimator of a density ratio.</summary>
    Critic = 1,

    /// <summary>A critic that is a network, which is trained along.</summary>
    Network = 2,

    /// <summary>A network that is trained to tell two samples apart, by a classification loss.</summary>
    Discriminator = 4,

    /// <summary>A kernel that no spelling of its own names.</summary>
    Kernel = 8,

    /// <summary>A metric that is regularised.</summary>
    Lambda = 16,

    /// <summary>Regression to targets that the points move to.</summary>
    Regression = 32,

    /// <summary>A regression step beside each of its own.</summary>
    Certificate = 64,
}
