#include "handshake/peer_answer.h"

#include <array>
#include <ctime>
#include <utility>

#include "core/text.h"
#include "handshake/peer_hosts.h"

namespace shakedown::handshake {
namespace {

constexpr std::array<std::pair<int, const char*>, 10> kReasons = {{
    {200, "OK"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {421, "Misdirected Request"},
    {425, "Too Early"},
    {502, "Bad Gateway"},
}};

std::string_view PathOf(std::string_view target) { return target.substr(0, target.find('?')); }

bool IsLatePath(const PeerHost& host, std::string_view target) {
  if (host.behaviour != Behaviour::kLate) return false;
  for (const std::string& prefix : host.late_paths) {
    if (PathOf(target).starts_with(prefix)) return true;
  }
  return false;
}

/// The host that the request is for. nginx falls back to the default host only when the SNI named a
/// host; otherwise the connection's host, which is the default one already, stays.
size_t HostOfRequest(std::span<const PeerHost> hosts, const ConnectionFacts& facts,
                     const RequestHead& request) {
  const std::string name = NameOfHostField(request.host);
  if (name == NormalisedHostName(hosts[facts.host].name)) return facts.host;
  if (const auto found = FindHost(hosts, name)) return *found;
  return facts.named && !name.empty() ? 0 : facts.host;
}

Answer CertificateErrorAnswer() {
  return HtmlAnswer(400, "The SSL certificate error",
                    "The client certificate was received but did not pass verification.");
}

Answer NoCertificateAnswer() {
  return HtmlAnswer(400, "No required SSL certificate was sent",
                    "This host needs a client certificate and the connection came without one.");
}

Answer MisdirectedAnswer() {
  return HtmlAnswer(421, "Misdirected Request",
                    "The request is for another host than the one negotiated in TLS.");
}

Answer TooEarlyAnswer() {
  return HtmlAnswer(425, "Too Early",
                    "The request came as early data, which may be a replay; repeat it after the "
                    "handshake.");
}

Answer LateImpossibleAnswer() {
  return HtmlAnswer(403, "Forbidden",
                    "You are not allowed to see this resource. "
                    "Reason: Cannot perform Post-Handshake Authentication.");
}

Answer ForbiddenAnswer() {
  return HtmlAnswer(403, "Forbidden", "The certificate of this session did not pass verification.");
}

Answer SeenAnswer(const PeerHost& host, const ConnectionFacts& facts, const RequestHead& request) {
  constexpr size_t kMaxShown = 512;
  const auto shown = [](std::string_view text) { return ElideEnd(Printable(text), kMaxShown); };
  Answer answer{200, ReasonPhrase(200), "text/plain; charset=utf-8", {}, {}};
  answer.body = "host: " + (host.name.empty() ? "(default)" : shown(host.name)) +
                "\npath: " + shown(request.target) + "\ntls: " + facts.version +
                (facts.resumed ? " (resumed)" : "") +
                "\nclient: " + (facts.presented ? shown(facts.subject) : "none") +
                "\nverify: " + facts.verdict + (facts.early ? "\nearly-data: yes\n" : "\n");
  return answer;
}

Decision DecideLate(const PeerHost& host, const ConnectionFacts& facts,
                    const RequestHead& request) {
  if (facts.presented && facts.verified) return {false, SeenAnswer(host, facts, request)};
  if (facts.presented) return {false, ForbiddenAnswer()};
  if (facts.late_impossible) return {false, LateImpossibleAnswer()};
  return {true, {}};
}

std::string HttpDate(UtcSeconds now) {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = static_cast<std::time_t>(now.time_since_epoch().count());
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> rest{};
  std::strftime(rest.data(), rest.size(), " %Y %H:%M:%S GMT", &utc);
  std::string text = kDays[static_cast<size_t>(utc.tm_wday) % kDays.size()];
  text += utc.tm_mday < 10 ? ", 0" : ", ";
  text += std::to_string(utc.tm_mday) + " ";
  text += kMonths[static_cast<size_t>(utc.tm_mon) % kMonths.size()];
  return text + rest.data();
}

}  // namespace

Decision Decide(std::span<const PeerHost> hosts, const ConnectionFacts& facts,
                const RequestHead& request) {
  if (request.version >= 11 && request.host.empty()) return {false, BadRequestAnswer()};
  if (facts.early && hosts[facts.host].early_data == EarlyData::kTooEarly) {
    return {false, TooEarlyAnswer()};
  }
  const size_t index = HostOfRequest(hosts, facts, request);
  const PeerHost& host = hosts[index];
  const bool asks = AsksAtOnce(host.behaviour);
  const bool late = IsLatePath(host, request.target);
  if (index != facts.host && ((facts.named && asks) || late)) return {false, MisdirectedAnswer()};
  if (asks && !facts.verified) return {false, CertificateErrorAnswer()};
  if (RequiresAtOnce(host.behaviour) && !facts.presented) return {false, NoCertificateAnswer()};
  if (late) return DecideLate(host, facts, request);
  return {false, SeenAnswer(host, facts, request)};
}

Answer PlainHttpAnswer() {
  return HtmlAnswer(400, "The plain HTTP request was sent to HTTPS port",
                    "This port speaks TLS; repeat the request with https.");
}

Answer BadRequestAnswer() {
  return HtmlAnswer(400, "Bad Request", "What was sent is not an HTTP/1.1 request.");
}

Answer HeadTooLargeAnswer() {
  return HtmlAnswer(400, "Request Header Or Cookie Too Large",
                    "The header of the request is longer than 16 KiB.");
}

Answer HtmlAnswer(int status, std::string_view title, std::string_view sentence) {
  const std::string reason = ReasonPhrase(status);
  Answer answer{status, reason, "text/html; charset=utf-8", {}, {}};
  answer.body = "<!DOCTYPE html>\n<html>\n<head><title>" + std::to_string(status) + " ";
  answer.body += title;
  answer.body += "</title></head>\n<body>\n<h1>" + std::to_string(status) + " " + reason;
  answer.body += "</h1>\n<p>";
  answer.body += sentence;
  answer.body += "</p>\n</body>\n</html>\n";
  return answer;
}

const char* ReasonPhrase(int status) {
  for (const auto& [code, reason] : kReasons) {
    if (code == status) return reason;
  }
  return "Unknown";
}

std::string Serialised(const Answer& answer, std::string_view server, std::string_view method,
                       UtcSeconds now) {
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " " + answer.reason;
  text += "\r\nServer: ";
  text += server;
  text += "\r\nDate: " + HttpDate(now) + "\r\nContent-Type: " + answer.content_type;
  text += "\r\nContent-Length: " + std::to_string(answer.body.size());
  text += "\r\nConnection: close\r\n" + answer.headers + "\r\n";
  if (method != "HEAD") text += answer.body;
  return text;
}

}  // namespace shakedown::handshake
