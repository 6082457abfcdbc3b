using System;

namespace GanFlowTheory.Cli;

/// <summary>The input is bad; the message is the sentence to show.</summary>
internal sealed class BadInputException(string sentence) : Exception(sentence);
