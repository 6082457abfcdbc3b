using System;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>A law is broken; the message is the readable case, and the inner exception is what the instance raised, where
/// it did.</summary>
public sealed class LawFalsifiedException : Exception
{
    internal LawFalsifiedException(Falsification falsification)
        : base(new CoreLaws.LawFalsified(falsification.Wrapped).Message, falsification.Error) => Falsification = falsification;

    /// <summary>The case that breaks the law.</summary>
    public Falsification Falsification { get; }
}
