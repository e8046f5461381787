// nginx from the Debian package with fixtures/nginx/hosts.conf.in: a pool of nodes on several
// loopback addresses, and virtual hosts on one.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/file.h"
#include "pki/mint.h"
#include "tests/support/ports.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::testing_support {

/// A running nginx, stopped when destroyed, and the files that belong to it: clients-ca.pem and its
/// key, server-ca.pem, and the identity alice of the clients' CA.
class NginxHosts {
 public:
  NginxHosts() {
    WriteFiles();
    for (int attempt = 0; attempt < 3 && !running_; ++attempt) {
      const std::vector<uint16_t> ports = FreePorts(3);
      pool_ = ports[0];
      hosts_ = ports[1];
      hasty_ = ports[2];
      WriteConfiguration();
      program_ = std::make_unique<Program>(
          std::vector<std::string>{"nginx", "-p", folder_.path(), "-e", File("error.log"), "-c",
                                   File("nginx.conf")},
          std::vector<std::string>{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"});
      running_ = WaitForListener(pool_, Deadline::After(Milliseconds(10000)));
    }
  }

  bool running() const { return running_; }
  uint16_t pool() const { return pool_; }    ///< 127.0.0.1, 127.0.0.2 (lists no CA) and ::1
  uint16_t hosts() const { return hosts_; }  ///< open.test (default), secure.test, partner.test
  uint16_t hasty() const { return hasty_; }  ///< secure.test with early data
  const std::string& folder() const { return folder_.path(); }
  std::string File(const std::string& name) const { return folder_.File(name); }
  std::string Log() const {
    const auto log = ReadFile(File("error.log"));
    return log ? *log : "";
  }

 private:
  void WriteFiles() {
    const auto ca = pki::MintRoot("Clients CA");
    const auto other = pki::MintRoot("Partners CA");
    const auto server_ca = pki::MintRoot("Servers CA");
    ASSERT_TRUE(ca && other && server_ca);
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), "clients-ca", **ca));
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), "other-ca", **other));
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), "server-ca", **server_ca));
    const auto server =
        pki::Mint(**server_ca, {.name = "server",
                                .common_name = "localhost",
                                .dns_names = {"localhost", "open.test", "secure.test",
                                              "partner.test", "xn--bcher-kva.test"},
                                .server = true});
    ASSERT_TRUE(server) << server.error().Text();
    ASSERT_TRUE(pki::WriteIdentity(folder_.path(), **server));
    const auto alice = pki::Mint(**ca, {.name = "alice"});
    ASSERT_TRUE(alice) << alice.error().Text();
    ASSERT_TRUE(pki::WriteIdentity(folder_.path(), **alice));
  }

  void WriteConfiguration() {
    auto text = ReadFile(std::string(SHAKEDOWN_SOURCE_DIR) + "/fixtures/nginx/hosts.conf.in");
    ASSERT_TRUE(text);
    Replace(&*text, "@FOLDER@", folder_.path());
    Replace(&*text, "@POOL@", std::to_string(pool_));
    Replace(&*text, "@HOSTS@", std::to_string(hosts_));
    Replace(&*text, "@HASTY@", std::to_string(hasty_));
    ASSERT_TRUE(WriteFile(File("nginx.conf"), *text));
  }

  static void Replace(std::string* text, const std::string& from, const std::string& to) {
    for (size_t at = text->find(from); at != std::string::npos; at = text->find(from, at)) {
      text->replace(at, from.size(), to);
      at += to.size();
    }
  }

  TemporaryFolder folder_;
  uint16_t pool_ = 0;
  uint16_t hosts_ = 0;
  uint16_t hasty_ = 0;
  bool running_ = false;
  std::unique_ptr<Program> program_;
};

}  // namespace shakedown::testing_support
