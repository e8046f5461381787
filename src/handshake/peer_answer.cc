#include "handshake/peer_answer.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <utility>

#include "core/text.h"
#include "handshake/broken/deviation.h"
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

/// The authority of an absolute target, which takes the place of Host (RFC 9112 section 3.2.2);
/// empty for other forms.
std::string_view AuthorityOf(std::string_view target) {
  const size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return {};
  target.remove_prefix(scheme + 3);
  return target.substr(0, target.find_first_of("/?"));
}

/// A request has exactly one Host field (RFC 9112 section 3.2); a tunnel leads nowhere here.
bool IsAcceptable(const RequestHead& request) {
  const auto hosts =
      std::count_if(request.fields.begin(), request.fields.end(),
                    [](const auto& field) { return EqualsIgnoringAsciiCase(field.first, "Host"); });
  if (hosts > 1 || request.method == "CONNECT") return false;
  const bool two =
      std::any_of(request.fields.begin(), request.fields.end(), [&request](const auto& field) {
        return EqualsIgnoringAsciiCase(field.first, "Host") &&
               Trimmed(field.second) != request.host;
      });
  if (two) return false;  // :authority says otherwise (RFC 9113 section 8.3.1)
  return request.version < 11 || !request.host.empty();
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

/// A host that is broken on purpose lets whoever resumes a session in.
bool IsCareless(const PeerHost& host, const ConnectionFacts& facts) {
  using broken::Lapse;
  if (!facts.resumed || host.broken.empty()) return false;
  const auto forgets = [&host](Lapse lapse) { return broken::Forgets(host.broken, lapse); };
  if (facts.presented) return forgets(Lapse::kForeignTrust);
  return forgets(Lapse::kPolicy) || forgets(Lapse::kAnonymous) || forgets(Lapse::kEarlyHost);
}

/// The facts as the host remembers them.
ConnectionFacts Remembered(const PeerHost& host, const ConnectionFacts& facts) {
  ConnectionFacts remembered = facts;
  if (facts.resumed && broken::Forgets(host.broken, broken::Lapse::kIdentity)) {
    remembered.presented = false;
    remembered.verdict = "NONE";
  }
  return remembered;
}

Decision DecideLate(const PeerHost& host, const ConnectionFacts& facts,
                    const RequestHead& request) {
  if (facts.presented && facts.verified) return {false, ServedAnswer(host, facts, request)};
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

/// The host that the request is for. nginx falls back to the default host only when the SNI named a
/// host; otherwise the connection's host, which is the default one already, stays.
size_t WantedHost(std::span<const PeerHost> hosts, const ConnectionFacts& facts,
                  const RequestHead& request) {
  const std::string_view authority = AuthorityOf(request.target);
  const std::string name = NameOfHostField(authority.empty() ? request.host : authority);
  if (name == NormalisedHostName(hosts[facts.host].name)) return facts.host;
  if (const auto found = FindHost(hosts, name)) return *found;
  return facts.named && !name.empty() ? 0 : facts.host;
}

Decision Decide(std::span<const PeerHost> hosts, const ConnectionFacts& facts,
                const RequestHead& request) {
  if (!IsAcceptable(request)) return {false, BadRequestAnswer()};
  if (facts.early && hosts[facts.host].early_data == EarlyData::kTooEarly) {
    return {false, TooEarlyAnswer()};
  }
  const size_t index = WantedHost(hosts, facts, request);
  const PeerHost& host = hosts[index];
  const bool asks = AsksAtOnce(host.behaviour);
  const bool late = IsLatePath(host, request.target);
  const bool careless = IsCareless(host, facts);
  if (index != facts.host && ((facts.named && asks && !careless) || late)) {
    return {false, MisdirectedAnswer()};
  }
  if (asks && !facts.verified && host.behaviour != Behaviour::kLenient) {
    return {false, CertificateErrorAnswer()};
  }
  if (RequiresAtOnce(host.behaviour) && !facts.presented && !careless) {
    return {false, NoCertificateAnswer()};
  }
  if (late) return DecideLate(host, facts, request);
  return {false, ServedAnswer(host, Remembered(host, facts), request)};
}

Answer ServedAnswer(const PeerHost& host, const ConnectionFacts& facts,
                    const RequestHead& request) {
  constexpr size_t kMaxShown = 512;
  const auto shown = [](std::string_view text) { return ElideEnd(Printable(text), kMaxShown); };
  Answer answer{200, ReasonPhrase(200), "text/plain; charset=utf-8", {}, {}};
  answer.body = "host: " + (host.name.empty() ? "(default)" : shown(host.name)) +
                "\npath: " + shown(request.target) + "\ntls: " + facts.version +
                (facts.resumed ? " (resumed)" : "") +
                "\nclient: " + (facts.presented ? shown(facts.subject) : "none") +
                "\nuser: " + (facts.user.empty() ? "none" : "[" + shown(facts.user) + "]") +
                "\nverify: " + facts.verdict + (facts.early ? "\nearly-data: yes\n" : "\n");
  return answer;
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
                       UtcSeconds now, bool keep_open) {
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " " + answer.reason;
  text += "\r\nServer: ";
  text += server;
  text += "\r\nDate: " + HttpDate(now) + "\r\nContent-Type: " + answer.content_type;
  text += "\r\nContent-Length: " + std::to_string(answer.body.size());
  text += keep_open ? "\r\n" : "\r\nConnection: close\r\n";
  text += answer.headers + "\r\n";
  if (method != "HEAD") text += answer.body;
  return text;
}

std::vector<std::pair<std::string, std::string>> ResponseFields(const Answer& answer,
                                                                std::string_view server,
                                                                UtcSeconds now) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {":status", std::to_string(answer.status)},
      {"server", std::string(server)},
      {"date", HttpDate(now)},
      {"content-type", answer.content_type},
      {"content-length", std::to_string(answer.body.size())}};
  std::string_view lines = answer.headers;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      fields.emplace_back(ToLowerAscii(line.substr(0, colon)), Trimmed(line.substr(colon + 1)));
    }
    lines.remove_prefix(std::min(lines.size(), line.size() + 2));
  }
  return fields;
}

}  // namespace shakedown::handshake
