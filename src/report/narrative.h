// The explanation of one case as text blocks, built once and laid out by each report: the same
// facts in the same order in JUnit, console, HTML and Markdown.
#pragma once

#include <string>
#include <utility>
#include <vector>

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
/// The ladder as ASCII lines, at most `width` columns: client arrows left, server arrows right.
std::vector<std::string> LadderLines(const std::vector<Rung>& ladder, size_t width);

/// The decoded CertificateRequest as label and value lines.
std::vector<std::pair<std::string, std::string>> DescribeRequest(
    const tls::CertificateRequest& request);

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
  std::string location;  ///< "scenarios/client-auth.xml:12"
};
Narrative Tell(const run::CaseResult& result, const run::CaseExecution& execution);

/// The body of a JUnit verdict element, as `reports/README.md` lays it out: plain text, 100
/// columns.
std::string BodyText(const Narrative& narrative);

}  // namespace shakedown::report
