// Errors of our own doing: a file that cannot be read, a suite that does not parse, a route that
// does not exist. What a peer does wrong is never an Error; it is data in a HandshakeTrace.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace shakedown {

/// Closed list of what can go wrong on our side. Each maps to one exit code in `cli/exit_code.h`.
enum class ErrorCode {
  kUsage,              ///< the command line or a variable is wrong
  kSuite,              ///< a suite file is wrong; `position()` says where
  kFileRead,           ///< a file cannot be opened or read
  kFileWrite,          ///< a file cannot be written
  kFormat,             ///< a file holds something else than expected
  kPassphraseMissing,  ///< an encrypted key and no passphrase
  kPassphraseWrong,    ///< an encrypted key and the wrong passphrase
  kKeyMismatch,        ///< key and certificate do not belong together
  kUnsupported,        ///< the local TLS library cannot do it (algorithm, security level, version)
  kResolve,            ///< a name does not resolve
  kConnect,            ///< no TCP connection could be had
  kTimeout,            ///< a deadline passed
  kInternal,           ///< a library failed where it should not (out of memory, no entropy)
};

/// Stable lower-case word for `code`, e.g. "file-read".
const char* ToString(ErrorCode code);

/// Where in a file an error is. Lines and columns are 1-based; 0 means unknown.
struct SourcePosition {
  std::string file;
  int line = 0;
  int column = 0;
  std::string excerpt;  ///< the line itself, printable, possibly cut; empty if unknown
};

/// One thing that stops us: what, where, and what to do next. A value; cheap to move.
class Error {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& hint() const { return hint_; }
  const SourcePosition& position() const { return position_; }

  /// Adds what was being done when a lower layer failed, outermost last ("loading identity 'x'").
  Error& AddContext(std::string doing) &;
  Error&& AddContext(std::string doing) &&;
  /// Says what the user can do next; one sentence or a command.
  Error&& WithHint(std::string hint) &&;
  Error&& At(SourcePosition position) &&;

  /// The whole text for people, no trailing newline:
  /// `file:line:col: error: context: message`, the line with a caret, and the hint.
  std::string Text() const;
  /// One line: context and message only, for places that show position and hint themselves.
  std::string Line() const;

 private:
  ErrorCode code_;
  std::string message_;
  std::vector<std::string> context_;
  std::string hint_;
  SourcePosition position_;
};

}  // namespace shakedown
