// What `serve` remembers of the clients it met: which request each is to meet next, and which
// certificate it has shown. Pure bookkeeping, bounded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "attempt/facts.h"
#include "core/clock.h"
#include "run/served_event.h"

namespace shakedown::run {

class ServeClients final {
 public:
  /// `variations` are the requests there are, the one as configured first. Without `vary` every
  /// client always meets that one.
  ServeClients(std::vector<diagnosis::Variation> variations, bool vary);

  /// The index of the request that the next connection of `client` meets.
  size_t RequestFor(const std::string& client) const;
  /// The certificate that `client` has shown, or null. Borrowed until the next `Note`.
  const attempt::IdentityFacts* IdentityOf(const std::string& client) const;
  /// How often in a row it closed without a word after the request.
  int ClosedBefore(const std::string& client) const;

  /// Learns from a finished connection that met request `index`; fills `settled`, `exhausted` and
  /// `next` of the event.
  void Note(const std::string& client, size_t index, ServedEvent* event);

  size_t size() const { return clients_.size(); }

 private:
  struct Memory {
    size_t step = 0;
    int closed = 0;
    SteadyTime seen{};
    std::optional<tls::CertificateRequest> configured;  ///< as this client met it
    std::optional<attempt::IdentityFacts> identity;
  };

  Memory& Remember(const std::string& client);
  void Settle(Memory& memory, size_t index, ServedEvent* event) const;
  void GoOn(Memory& memory, size_t index, ServedEvent* event) const;

  const std::vector<diagnosis::Variation> variations_;
  const bool vary_;
  std::map<std::string, Memory> clients_;
};

}  // namespace shakedown::run
