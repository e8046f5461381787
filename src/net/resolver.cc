#include "net/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <system_error>
#include <thread>

#include "core/text.h"

namespace shakedown::net {
namespace {

constexpr size_t kMaxAddresses = 16;
constexpr size_t kMaxAnswers = 256;
constexpr size_t kMaxNameOctets = 255;

struct AddressListDeleter {
  void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListDeleter>;

std::string NumericText(const addrinfo& entry) {
  char text[NI_MAXHOST] = {};
  const int problem =
      getnameinfo(entry.ai_addr, entry.ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
  return problem == 0 ? text : "";
}

/// getaddrinfo(3); `failure` is its error number. Ports are filled in later.
std::vector<Address> AskSystem(const std::string& host, int flags, int* failure) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* first = nullptr;
  *failure = getaddrinfo(host.c_str(), nullptr, &hints, &first);
  if (*failure != 0) return {};
  const AddressList list(first);
  std::vector<Address> addresses;
  for (const addrinfo* entry = first; entry != nullptr; entry = entry->ai_next) {
    if (addresses.size() == kMaxAddresses) break;
    if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
    std::string text = NumericText(*entry);
    if (!text.empty()) addresses.push_back({std::move(text), 0, entry->ai_family == AF_INET6});
  }
  return addresses;
}

bool IsLocalhost(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string lower = ToLowerAscii(host);
  return lower == "localhost" || lower.ends_with(".localhost");
}

bool IsUsableName(const std::string& host) {
  return !host.empty() && host.size() <= kMaxNameOctets &&
         std::all_of(host.begin(), host.end(), [](char c) { return c > ' ' && c != '\x7F'; });
}

std::vector<Address> WithPort(std::vector<Address> addresses, uint16_t port) {
  for (Address& address : addresses) address.port = port;
  return addresses;
}

Error ResolveError(const std::string& host, const std::string& reason) {
  return Error(ErrorCode::kResolve, "cannot resolve '" + Printable(host) + "': " + reason)
      .WithHint("check the spelling of the host, or give its address with --resolve");
}

}  // namespace

/// One call of the system resolver; shared by its thread and by everybody who waits.
struct Resolver::Lookup {
  std::mutex mutex;
  std::condition_variable finished;
  bool done = false;
  int failure = 0;
  std::vector<Address> addresses;

  void Run(const std::string& host) {
    int problem = 0;
    std::vector<Address> found = AskSystem(host, 0, &problem);
    const std::lock_guard lock(mutex);
    addresses = std::move(found);
    failure = problem;
    done = true;
    finished.notify_all();
  }
};

std::vector<Address> ResolveInProcess(const std::string& host, uint16_t port) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return {{host, port, false}};
  if (IsLocalhost(host)) return {{"127.0.0.1", port, false}, {"::1", port, true}};
  if (host.find(':') == std::string::npos) return {};
  int problem = 0;
  return WithPort(AskSystem(host, AI_NUMERICHOST, &problem), port);
}

std::shared_ptr<Resolver::Lookup> Resolver::Join(const std::string& host) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Lookup>& lookup = running_[host];
  if (lookup == nullptr) {
    lookup = std::make_shared<Lookup>();
    // The thread owns all it touches, so it may outlive this object.
    std::thread([host, shared = lookup] { shared->Run(host); }).detach();
  }
  return lookup;
}

void Resolver::Remember(const std::string& host, const std::shared_ptr<Lookup>& lookup) {
  const std::lock_guard lock(mutex_);
  const auto running = running_.find(host);
  if (running != running_.end() && running->second == lookup) running_.erase(running);
  if (lookup->addresses.empty()) return;
  if (answers_.size() >= kMaxAnswers) answers_.clear();
  answers_[host] = {lookup->addresses, std::chrono::steady_clock::now() + remember_};
}

Result<std::vector<Address>> Resolver::Resolve(const std::string& host, uint16_t port,
                                               Deadline deadline) {
  std::vector<Address> literal = ResolveInProcess(host, port);
  if (!literal.empty()) return literal;
  if (!IsUsableName(host)) return ResolveError(host, "this is not a host name");
  {
    const std::lock_guard lock(mutex_);
    const auto known = answers_.find(host);
    if (known != answers_.end() && known->second.until > std::chrono::steady_clock::now()) {
      return WithPort(known->second.addresses, port);
    }
  }
  std::shared_ptr<Lookup> lookup;
  try {
    lookup = Join(host);
  } catch (const std::system_error&) {
    const std::lock_guard lock(mutex_);
    running_.erase(host);
    return ResolveError(host, "no thread could be started for the lookup");
  }
  {
    std::unique_lock lock(lookup->mutex);
    if (!lookup->finished.wait_until(lock, deadline.at(), [&] { return lookup->done; })) {
      return Error(ErrorCode::kTimeout, "resolving '" + Printable(host) + "' took too long")
          .WithHint("check the name servers, or give the address with --resolve");
    }
  }
  Remember(host, lookup);
  if (lookup->failure != 0) return ResolveError(host, gai_strerror(lookup->failure));
  if (lookup->addresses.empty()) return ResolveError(host, "it has no IPv4 or IPv6 address");
  return WithPort(lookup->addresses, port);
}

Result<std::vector<Address>> Resolve(const std::string& host, uint16_t port, Deadline deadline) {
  return Resolver().Resolve(host, port, deadline);
}

}  // namespace shakedown::net
