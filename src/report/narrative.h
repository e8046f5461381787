// The explanation of one case as text blocks, built once and laid out by each report: the same
// facts in the same order in JUnit, console, HTML and Markdown. All text is printable and free of
// live CI commands when it leaves here; writers add only what their own syntax needs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attempt/trace_view.h"
#include "run/event.h"

namespace shakedown::report {

/// One rung of the handshake ladder.
struct Rung {
  double at_ms = 0;
  attempt::Side from{};
  bool local = false;    ///< not a message: connected, deadline, note
  bool trouble = false;  ///< the alert, close or deadline that ended it
  std::string text;      ///< "CertificateRequest (2 CA names)"
};
/// The ladder of a trace: consecutive messages of one side that left together are joined.
std::vector<Rung> Ladder(const attempt::HandshakeTrace& trace);
/// The ladder as ASCII lines, at most `width` columns (at least 60): the client's messages on the
/// left, the server's on the right, `!` in front of the rung that ended it.
std::vector<std::string> LadderLines(const std::vector<Rung>& ladder, size_t width);

/// The decoded CertificateRequest as label and value lines; a line that goes on with the one above
/// has an empty label. At most 20 CA names, then "... and N more".
std::vector<std::pair<std::string, std::string>> DescribeRequest(
    const tls::CertificateRequest& request);
/// The same with what only the trace knows: when it came, its size, and what is wrong with it.
std::vector<std::pair<std::string, std::string>> DescribeRequest(const attempt::RequestSeen& seen);

/// Facts of one handshake as dotted names and values, in a fixed order; what is not known is left
/// out: "tls.version", "tls.cipher", "tls.alert", "http.status", "cert.client.subject", ...
std::vector<std::pair<std::string, std::string>> KeyFacts(const attempt::Attempt& attempt);

/// "refused: client.no-identity (certain)", "accepted (required-tls)", "no verdict: ...".
std::string VerdictLine(const diagnosis::Diagnosis& diagnosis);

/// "completed", "fail-fast", "interrupted", "terminated".
const char* StopWord(run::Stop stop);

/// The diagnosis and the handshake that an execution's explanation is about; null if there is none.
const diagnosis::Diagnosis* SubjectDiagnosis(const run::CaseExecution& execution);
const attempt::Attempt* SubjectAttempt(const run::CaseExecution& execution);

/// The story of one execution.
struct Narrative {
  std::string message;  ///< one line, at most 200 characters, no markup characters
  std::string expected;
  std::string observed;
  std::string stage;
  std::string certainty;
  std::string cause_id;
  std::string summary;
  std::vector<std::string> why;
  std::vector<std::string> likely;  ///< "certificate.expired (likely): ..."
  std::vector<std::string> fixes;
  std::vector<std::pair<std::string, std::vector<std::string>>>
      ladders;  ///< per handshake: title, lines
  std::vector<std::pair<std::string, std::string>> request;
  std::vector<std::string> evidence;
  std::string reproduce;
  std::string location;             ///< "scenarios/client-auth.xml:12"
  std::vector<std::string> errors;  ///< what stopped us, each possibly of several lines
  std::vector<std::pair<std::string, std::string>> facts;  ///< `KeyFacts` of the subject
  std::string title;                                       ///< of the scenario
  std::string case_id;
  int attempt = 1;  ///< number of this execution, 1-based
  int attempts = 1;
};
Narrative Tell(const run::CaseResult& result, const run::CaseExecution& execution);
/// The same with ladders of at most `width` columns.
Narrative Tell(const run::CaseResult& result, const run::CaseExecution& execution, size_t width);

/// The one-line message of an execution, as `Narrative::message`, without building the rest.
std::string MessageLine(const run::CaseExecution& execution);

/// The body of a JUnit verdict element, as `reports/README.md` lays it out: plain text, 100
/// columns.
std::string BodyText(const Narrative& narrative);
/// The same in at most `limit` octets: what does not fit is left out of the middle and counted. The
/// first 2,000 characters hold everything up to and including "Fix".
std::string BodyText(const Narrative& narrative, size_t limit);

}  // namespace shakedown::report
