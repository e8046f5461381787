#include "handshake/client_key_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>
#include <vector>

#include "core/file.h"
#include "core/text.h"
#include "tests/support/client_run.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using testing::HasSubstr;
using testing_support::SpecFor;
using testing_support::TemporaryFolder;

TEST(KeyLog, AppendsWholeLinesFromManyThreads) {
  const TemporaryFolder folder;
  {
    KeyLog log(folder.File("keys"));
    ASSERT_TRUE(log.enabled());
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int line = 0; line < 50; ++line) log.Append("LABEL aa bb");
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  const auto text = ReadFile(folder.File("keys"));
  ASSERT_TRUE(text);
  std::string expected;
  for (int i = 0; i < 200; ++i) expected += "LABEL aa bb\n";
  EXPECT_EQ(*text, expected);
}

TEST(KeyLog, OnlyTheOwnerMayReadIt) {
  const TemporaryFolder folder;
  const KeyLog log(folder.File("keys"));
  struct stat status {};
  ASSERT_EQ(stat(folder.File("keys").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST(KeyLog, NoPathNoLog) {
  const KeyLog log("");
  EXPECT_FALSE(log.enabled());
  EXPECT_FALSE(log.problem());
}

TEST(KeyLog, AFolderThatDoesNotExistIsAnError) {
  const TemporaryFolder folder;
  const std::string path = folder.File("missing/keys");
  const auto result = Client({nullptr, path}).Run(SpecFor(1), nullptr, nullptr);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kFileWrite);
  EXPECT_THAT(result.error().message(), HasSubstr(path));
}

TEST(KeyLog, HoldsTheSecretsOfAHandshake) {
  const TemporaryFolder folder;
  testing_support::TlsServer server({});
  const auto result = Client({nullptr, folder.File("keys")})
                          .Run(SpecFor(server.port(), tls::Version::kTls13), nullptr, nullptr);
  ASSERT_TRUE(result);
  EXPECT_THAT(*ReadFile(folder.File("keys")), HasSubstr("CLIENT_TRAFFIC_SECRET_0 "));
}

}  // namespace
}  // namespace shakedown::handshake
