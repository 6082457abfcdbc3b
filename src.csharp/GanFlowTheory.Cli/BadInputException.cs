using System;

namespace GanFlowTheory.Cli;

/// <summary>The input is bad; the message is the sentence to show.</summary>
internal sealed class BadInputException(string sentence) : Exception(sentence)
{
    /// <summary>What is read from an option; what an argument error says of it names the option.</summary>
    internal static T Naming<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{option}: {Sentence.AboutBadInput(e)}");
        }
    }
}
